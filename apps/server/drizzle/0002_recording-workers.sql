ALTER TABLE "recordings" ADD COLUMN "worker" uuid;--> statement-breakpoint
ALTER TABLE "renders" ADD COLUMN "worker" uuid;