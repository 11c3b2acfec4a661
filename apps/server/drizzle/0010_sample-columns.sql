ALTER TABLE "sample_chunks" ALTER COLUMN "samples" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "sample_chunks" ADD COLUMN "data" "bytea";--> statement-breakpoint
ALTER TABLE "sample_chunks" ADD CONSTRAINT "sample_chunks_once" CHECK (("sample_chunks"."data" is null) <> ("sample_chunks"."samples" is null));