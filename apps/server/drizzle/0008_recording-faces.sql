ALTER TABLE "notes" ADD COLUMN "summary_outdated_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "recordings" ADD COLUMN "tracks" text;--> statement-breakpoint
ALTER TABLE "recordings" ADD COLUMN "listing" jsonb;--> statement-breakpoint
ALTER TABLE "recordings" ADD COLUMN "choice" jsonb;--> statement-breakpoint
ALTER TABLE "recordings" ADD COLUMN "analysed" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "recordings" ADD COLUMN "likely" jsonb;--> statement-breakpoint
ALTER TABLE "recordings" ADD COLUMN "note_stale" boolean DEFAULT false NOT NULL;