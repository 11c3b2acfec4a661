CREATE TABLE "consent_wordings" (
	"scope" text NOT NULL,
	"version" text NOT NULL,
	"language" text NOT NULL,
	"text" jsonb NOT NULL,
	"hash" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "consent_wordings_scope_version_language_pk" PRIMARY KEY("scope","version","language")
);
--> statement-breakpoint
CREATE TABLE "erasures" (
	"id" uuid PRIMARY KEY NOT NULL,
	"call_id" uuid NOT NULL,
	"participant_id" uuid NOT NULL,
	"source" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"samples" integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE "consents" ALTER COLUMN "wording" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "consents" ALTER COLUMN "language" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "consents" ADD COLUMN "scope" text DEFAULT 'expression' NOT NULL;--> statement-breakpoint
ALTER TABLE "consents" ADD COLUMN "number" integer;--> statement-breakpoint
-- Earlier decisions were read in the order of their ids.
UPDATE "consents" SET "number" = "numbered"."number" FROM (SELECT "id", row_number() OVER (PARTITION BY "participant_id" ORDER BY "id") AS "number" FROM "consents") AS "numbered" WHERE "consents"."id" = "numbered"."id";--> statement-breakpoint
ALTER TABLE "consents" ALTER COLUMN "number" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "consents" ADD COLUMN "hash" text;--> statement-breakpoint
ALTER TABLE "consents" ADD COLUMN "source" text DEFAULT 'call' NOT NULL;--> statement-breakpoint
ALTER TABLE "erasures" ADD CONSTRAINT "erasures_call_id_calls_id_fk" FOREIGN KEY ("call_id") REFERENCES "public"."calls"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "erasures" ADD CONSTRAINT "erasures_participant_id_participants_id_fk" FOREIGN KEY ("participant_id") REFERENCES "public"."participants"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "erasures_by_call" ON "erasures" USING btree ("call_id");--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consent_number" UNIQUE("participant_id","scope","number");--> statement-breakpoint
-- Erasures were only in the audit log so far.
INSERT INTO "erasures" ("id", "call_id", "participant_id", "source", "at", "samples")
SELECT gen_random_uuid(), "audit"."call_id", "audit"."actor_id", 'call', "audit"."at", COALESCE(("audit"."detail"->>'samples')::integer, 0)
FROM "audit_entries" AS "audit" JOIN "participants" ON "participants"."id" = "audit"."actor_id" AND "participants"."call_id" = "audit"."call_id"
WHERE "audit"."action" = 'samples-erased';
