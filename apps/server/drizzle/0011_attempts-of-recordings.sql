ALTER TABLE "recordings" RENAME COLUMN "worker" TO "attempt";--> statement-breakpoint
ALTER TABLE "renders" RENAME COLUMN "worker" TO "attempt";