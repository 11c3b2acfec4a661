ALTER TABLE "calls" ADD COLUMN "fence" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
-- Earlier versions could let an account into a call twice: the first entry keeps it.
UPDATE "participants" AS "later" SET "account_id" = NULL WHERE "account_id" IS NOT NULL AND EXISTS (
  SELECT 1 FROM "participants" AS "first" WHERE "first"."call_id" = "later"."call_id" AND "first"."account_id" = "later"."account_id"
    AND ("first"."created_at", "first"."id") < ("later"."created_at", "later"."id")
);--> statement-breakpoint
CREATE UNIQUE INDEX "participants_by_account" ON "participants" USING btree ("call_id","account_id");