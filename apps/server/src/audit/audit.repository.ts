import { Inject, Injectable } from '@nestjs/common';
import { asc, eq } from 'drizzle-orm';
import type { Database } from '../storage/database.ts';
import { DATABASE } from '../storage/database.token.ts';
import { auditEntries, consents } from '../storage/schema.ts';

export type ConsentRow = typeof consents.$inferSelect;
export type AuditRow = typeof auditEntries.$inferSelect;

@Injectable()
export class AuditRepository {
  constructor(@Inject(DATABASE) private readonly db: Database) {}

  async addEntry(row: typeof auditEntries.$inferInsert): Promise<void> {
    await this.db.insert(auditEntries).values(row);
  }

  async addConsent(row: typeof consents.$inferInsert): Promise<void> {
    await this.db.insert(consents).values(row);
  }

  /** Oldest first. */
  consentsOf(callId: string): Promise<ConsentRow[]> {
    return this.db.select().from(consents).where(eq(consents.callId, callId)).orderBy(asc(consents.id));
  }

  entriesOf(callId: string): Promise<AuditRow[]> {
    return this.db.select().from(auditEntries).where(eq(auditEntries.callId, callId)).orderBy(asc(auditEntries.id));
  }
}
