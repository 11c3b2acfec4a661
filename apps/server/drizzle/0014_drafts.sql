CREATE TABLE "drafts" (
	"call_id" uuid PRIMARY KEY NOT NULL,
	"state" text NOT NULL,
	"run" uuid,
	"attempts" integer DEFAULT 0 NOT NULL,
	"requested_at" timestamp with time zone NOT NULL,
	"template" jsonb NOT NULL,
	"parts_done" integer DEFAULT 0 NOT NULL,
	"parts_of" integer DEFAULT 0 NOT NULL,
	"problem" text,
	"revision" integer NOT NULL,
	"content" "bytea"
);
--> statement-breakpoint
ALTER TABLE "drafts" ADD CONSTRAINT "drafts_call_id_calls_id_fk" FOREIGN KEY ("call_id") REFERENCES "public"."calls"("id") ON DELETE cascade ON UPDATE no action;