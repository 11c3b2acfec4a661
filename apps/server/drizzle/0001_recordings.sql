CREATE TABLE "artefacts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"render_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"kind" text NOT NULL,
	"file" text NOT NULL,
	"file_name" text NOT NULL,
	"bytes" bigint NOT NULL,
	"duration_ms" double precision NOT NULL,
	"start_ms" double precision,
	"end_ms" double precision,
	"label" text
);
--> statement-breakpoint
CREATE TABLE "recording_faces" (
	"participant_id" uuid PRIMARY KEY NOT NULL,
	"recording_id" uuid NOT NULL,
	"number" integer NOT NULL,
	CONSTRAINT "recording_face" UNIQUE("recording_id","number")
);
--> statement-breakpoint
CREATE TABLE "recordings" (
	"id" uuid PRIMARY KEY NOT NULL,
	"file_name" text NOT NULL,
	"bytes" bigint NOT NULL,
	"received_bytes" bigint NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"profile" text NOT NULL,
	"every_nth" integer NOT NULL,
	"status" text NOT NULL,
	"problem" jsonb,
	"video" jsonb,
	"checkpoint" jsonb,
	"run" uuid,
	"attempts" integer DEFAULT 0 NOT NULL,
	"source" text,
	"playable" text,
	"playable_problem" jsonb,
	"video_deleted_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "renders" (
	"id" uuid PRIMARY KEY NOT NULL,
	"recording_id" uuid NOT NULL,
	"request" jsonb NOT NULL,
	"status" text NOT NULL,
	"problem" jsonb,
	"run" uuid,
	"attempts" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "calls" ADD COLUMN "kind" text DEFAULT 'call' NOT NULL;--> statement-breakpoint
ALTER TABLE "calls" ADD COLUMN "label_lag_ms" double precision DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "artefacts" ADD CONSTRAINT "artefacts_render_id_renders_id_fk" FOREIGN KEY ("render_id") REFERENCES "public"."renders"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recording_faces" ADD CONSTRAINT "recording_faces_participant_id_participants_id_fk" FOREIGN KEY ("participant_id") REFERENCES "public"."participants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recording_faces" ADD CONSTRAINT "recording_faces_recording_id_recordings_id_fk" FOREIGN KEY ("recording_id") REFERENCES "public"."recordings"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recordings" ADD CONSTRAINT "recordings_id_calls_id_fk" FOREIGN KEY ("id") REFERENCES "public"."calls"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "renders" ADD CONSTRAINT "renders_recording_id_recordings_id_fk" FOREIGN KEY ("recording_id") REFERENCES "public"."recordings"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "artefacts_by_render" ON "artefacts" USING btree ("render_id","position");--> statement-breakpoint
CREATE INDEX "recordings_by_status" ON "recordings" USING btree ("status");--> statement-breakpoint
CREATE INDEX "renders_by_recording" ON "renders" USING btree ("recording_id","created_at");