import { Inject, Injectable } from '@nestjs/common';
import { aliasedTable, and, desc, eq, gte, lt, lte, type SQL } from 'drizzle-orm';
import type { z } from 'zod';
import type { AuditEntry, auditQuery } from '#contracts/audit';
import type { Database } from '../database/database.ts';
import { DATABASE } from '../database/database.token.ts';
import { accounts, auditEntries, calls, participants } from '../database/schema/index.ts';
import { CallKeys } from '../keys/call-keys.ts';

export type Filter = Partial<Omit<z.output<typeof auditQuery>, 'limit'>>;

/** Reads the log for people: with the names that accounts, participants and calls have today. */
@Injectable()
export class AuditReadingRepository {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly keys: CallKeys,
  ) {}

  /** Newest first. */
  async entries({ action, actor, call, from, to, before }: Filter, limit: number): Promise<AuditEntry[]> {
    const about = aliasedTable(calls, 'about');
    const conditions: (SQL | undefined)[] = [
      action && eq(auditEntries.action, action),
      actor && eq(auditEntries.actorId, actor),
      call && eq(auditEntries.callId, call),
      from && gte(auditEntries.at, new Date(from)),
      to && lte(auditEntries.at, new Date(to)),
      before === undefined ? undefined : lt(auditEntries.sequence, before),
    ].map((condition) => condition || undefined);
    const rows = await this.db
      .select({
        entry: auditEntries,
        account: accounts.name,
        participant: participants.name,
        ofCall: participants.callId,
        title: about.title,
        kind: about.kind,
      })
      .from(auditEntries)
      .leftJoin(accounts, eq(accounts.id, auditEntries.actorId))
      .leftJoin(participants, eq(participants.id, auditEntries.actorId))
      .leftJoin(about, eq(about.id, auditEntries.callId))
      .where(and(...conditions))
      .orderBy(desc(auditEntries.sequence))
      .limit(limit);
    const seals = await this.keys.ofAll(rows.flatMap(({ entry, ofCall }) => [entry.callId, ofCall]).filter((id) => id !== null));
    return rows.map(({ entry, account, participant, ofCall, title, kind }) => ({
      sequence: entry.sequence ?? 0,
      at: entry.at.toISOString(),
      action: entry.action,
      actor: {
        kind: entry.actorKind,
        id: entry.actorId,
        name: account ?? seals.get(ofCall ?? '')?.openOrNull('participants.name', participant) ?? null,
      },
      call:
        entry.callId === null ? null : { id: entry.callId, title: seals.get(entry.callId)?.openOrNull('calls.title', title) ?? null, kind },
      detail: entry.detail ?? {},
      hash: entry.hash ?? '',
    }));
  }
}
