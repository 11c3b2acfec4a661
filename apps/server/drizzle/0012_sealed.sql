-- What is stored in the clear gets a name of its own; the next start seals it and drops these columns (keys/seal-stored.ts), for SQL has no keys.
CREATE TABLE "call_keys" (
	"call_id" uuid PRIMARY KEY NOT NULL,
	"wrapped" "bytea" NOT NULL
);--> statement-breakpoint
ALTER TABLE "call_keys" ADD CONSTRAINT "call_keys_call_id_calls_id_fk" FOREIGN KEY ("call_id") REFERENCES "public"."calls"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sample_chunks" DROP CONSTRAINT "sample_chunks_once";--> statement-breakpoint
DROP INDEX "utterances_of_platform";--> statement-breakpoint
ALTER TABLE "calls" RENAME COLUMN "title" TO "title_plain";--> statement-breakpoint
ALTER TABLE "calls" ALTER COLUMN "title_plain" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "calls" ADD COLUMN "title" "bytea";--> statement-breakpoint
ALTER TABLE "calls" RENAME COLUMN "patient_name" TO "patient_name_plain";--> statement-breakpoint
ALTER TABLE "calls" ALTER COLUMN "patient_name_plain" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "calls" ADD COLUMN "patient_name" "bytea";--> statement-breakpoint
ALTER TABLE "participants" RENAME COLUMN "name" TO "name_plain";--> statement-breakpoint
ALTER TABLE "participants" ALTER COLUMN "name_plain" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "participants" ADD COLUMN "name" "bytea";--> statement-breakpoint
ALTER TABLE "markers" RENAME COLUMN "text" TO "text_plain";--> statement-breakpoint
ALTER TABLE "markers" ALTER COLUMN "text_plain" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "markers" ADD COLUMN "text" "bytea";--> statement-breakpoint
ALTER TABLE "transcripts" RENAME COLUMN "file_name" TO "file_name_plain";--> statement-breakpoint
ALTER TABLE "transcripts" ALTER COLUMN "file_name_plain" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "transcripts" ADD COLUMN "file_name" "bytea";--> statement-breakpoint
ALTER TABLE "notes" RENAME COLUMN "markdown" TO "markdown_plain";--> statement-breakpoint
ALTER TABLE "notes" ALTER COLUMN "markdown_plain" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "notes" ADD COLUMN "markdown" "bytea";--> statement-breakpoint
ALTER TABLE "notes" RENAME COLUMN "signed_by" TO "signed_by_plain";--> statement-breakpoint
ALTER TABLE "notes" ALTER COLUMN "signed_by_plain" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "notes" ADD COLUMN "signed_by" "bytea";--> statement-breakpoint
ALTER TABLE "sample_chunks" RENAME COLUMN "data" TO "data_plain";--> statement-breakpoint
ALTER TABLE "sample_chunks" ALTER COLUMN "data_plain" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "sample_chunks" ADD COLUMN "data" "bytea";--> statement-breakpoint
ALTER TABLE "recordings" RENAME COLUMN "file_name" TO "file_name_plain";--> statement-breakpoint
ALTER TABLE "recordings" ALTER COLUMN "file_name_plain" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "recordings" ADD COLUMN "file_name" "bytea";--> statement-breakpoint
ALTER TABLE "recordings" RENAME COLUMN "problem" TO "problem_plain";--> statement-breakpoint
ALTER TABLE "recordings" ALTER COLUMN "problem_plain" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "recordings" ADD COLUMN "problem" "bytea";--> statement-breakpoint
ALTER TABLE "recordings" RENAME COLUMN "checkpoint" TO "checkpoint_plain";--> statement-breakpoint
ALTER TABLE "recordings" ALTER COLUMN "checkpoint_plain" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "recordings" ADD COLUMN "checkpoint" "bytea";--> statement-breakpoint
ALTER TABLE "recordings" RENAME COLUMN "playable_problem" TO "playable_problem_plain";--> statement-breakpoint
ALTER TABLE "recordings" ALTER COLUMN "playable_problem_plain" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "recordings" ADD COLUMN "playable_problem" "bytea";--> statement-breakpoint
ALTER TABLE "recordings" RENAME COLUMN "listing" TO "listing_plain";--> statement-breakpoint
ALTER TABLE "recordings" ALTER COLUMN "listing_plain" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "recordings" ADD COLUMN "listing" "bytea";--> statement-breakpoint
ALTER TABLE "recordings" RENAME COLUMN "earlier" TO "earlier_plain";--> statement-breakpoint
ALTER TABLE "recordings" ALTER COLUMN "earlier_plain" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "recordings" ADD COLUMN "earlier" "bytea";--> statement-breakpoint
ALTER TABLE "renders" RENAME COLUMN "request" TO "request_plain";--> statement-breakpoint
ALTER TABLE "renders" ALTER COLUMN "request_plain" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "renders" ADD COLUMN "request" "bytea";--> statement-breakpoint
ALTER TABLE "renders" RENAME COLUMN "problem" TO "problem_plain";--> statement-breakpoint
ALTER TABLE "renders" ALTER COLUMN "problem_plain" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "renders" ADD COLUMN "problem" "bytea";--> statement-breakpoint
ALTER TABLE "artefacts" RENAME COLUMN "file_name" TO "file_name_plain";--> statement-breakpoint
ALTER TABLE "artefacts" ALTER COLUMN "file_name_plain" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "artefacts" ADD COLUMN "file_name" "bytea";--> statement-breakpoint
ALTER TABLE "secrets" RENAME COLUMN "value" TO "value_plain";--> statement-breakpoint
ALTER TABLE "secrets" ALTER COLUMN "value_plain" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "secrets" ADD COLUMN "value" "bytea";--> statement-breakpoint
ALTER TABLE "sample_chunks" RENAME COLUMN "samples" TO "samples_plain";--> statement-breakpoint
ALTER TABLE "utterances" RENAME COLUMN "speaker" TO "speaker_plain";--> statement-breakpoint
ALTER TABLE "utterances" ALTER COLUMN "speaker_plain" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "utterances" RENAME COLUMN "text" TO "text_plain";--> statement-breakpoint
ALTER TABLE "utterances" ALTER COLUMN "text_plain" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "utterances" RENAME COLUMN "words" TO "words_plain";--> statement-breakpoint
ALTER TABLE "utterances" ALTER COLUMN "words_plain" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "utterances" RENAME COLUMN "confidence" TO "confidence_plain";--> statement-breakpoint
ALTER TABLE "utterances" ALTER COLUMN "confidence_plain" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "utterances" ADD COLUMN "content" "bytea";--> statement-breakpoint
ALTER TABLE "utterances" RENAME COLUMN "platform_id" TO "platform_id_plain";--> statement-breakpoint
ALTER TABLE "utterances" ADD COLUMN "platform_id" text;--> statement-breakpoint
CREATE UNIQUE INDEX "utterances_of_platform" ON "utterances" USING btree ("call_id","platform_id");
