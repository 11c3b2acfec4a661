CREATE TABLE "note_bases" (
	"call_id" uuid PRIMARY KEY NOT NULL,
	"revision" integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE "notes" ADD COLUMN "basis" jsonb;--> statement-breakpoint
ALTER TABLE "transcripts" ADD COLUMN "import_id" uuid;--> statement-breakpoint
ALTER TABLE "utterances" ADD COLUMN "import_id" uuid;--> statement-breakpoint
ALTER TABLE "utterances" ADD COLUMN "platform_id" text;--> statement-breakpoint
ALTER TABLE "note_bases" ADD CONSTRAINT "note_bases_call_id_calls_id_fk" FOREIGN KEY ("call_id") REFERENCES "public"."calls"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "utterances_of_platform" ON "utterances" USING btree ("call_id","platform_id");
--> statement-breakpoint
UPDATE "transcripts" SET "import_id" = gen_random_uuid() WHERE EXISTS (SELECT FROM "utterances" WHERE "utterances"."call_id" = "transcripts"."call_id" AND "utterances"."source" IN ('webvtt', 'srt', 'whisper'));--> statement-breakpoint
UPDATE "utterances" SET "import_id" = "transcripts"."import_id" FROM "transcripts" WHERE "transcripts"."call_id" = "utterances"."call_id" AND "utterances"."source" IN ('webvtt', 'srt', 'whisper');
