CREATE TABLE "invitations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"call_id" uuid NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone,
	"single_use" boolean NOT NULL,
	"used_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "participants" ADD COLUMN "first_admitted_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "participants" ADD COLUMN "removed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "participants" ADD COLUMN "returns" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_call_id_calls_id_fk" FOREIGN KEY ("call_id") REFERENCES "public"."calls"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "invitations_by_call" ON "invitations" USING btree ("call_id");--> statement-breakpoint
-- Links from before name their call: each gets a row of its call's id, and so works until its own end or until it is revoked.
INSERT INTO "invitations" ("id", "call_id", "created_at", "expires_at", "single_use") SELECT "id", "id", "created_at", "invitation_expires_at", false FROM "calls" WHERE "kind" = 'call' AND "status" <> 'ended';--> statement-breakpoint
UPDATE "participants" SET "first_admitted_at" = "admitted_at";--> statement-breakpoint
ALTER TABLE "calls" DROP COLUMN "invitation_expires_at";