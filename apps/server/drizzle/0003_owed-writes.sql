ALTER TABLE "calls" ADD COLUMN "occupied_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "sample_chunks" ADD COLUMN "write_id" uuid;--> statement-breakpoint
ALTER TABLE "turns" ADD COLUMN "write_id" uuid;--> statement-breakpoint
ALTER TABLE "sample_chunks" ADD CONSTRAINT "sample_chunks_write_id_unique" UNIQUE("write_id");--> statement-breakpoint
ALTER TABLE "turns" ADD CONSTRAINT "turns_write_id_unique" UNIQUE("write_id");