import { Inject, Injectable } from '@nestjs/common';
import { and, asc, count, eq, gte, inArray, max, ne } from 'drizzle-orm';
import type { Database } from '../database/database.ts';
import { DATABASE } from '../database/database.token.ts';
import { consents, erasures, participants } from '../database/schema/index.ts';
import type { Decision, Erasure } from './decision.ts';
import type { DecisionTable } from './keeping/consent-store.ts';

export type ConsentRow = typeof consents.$inferSelect;
export type ErasureRow = typeof erasures.$inferSelect;

@Injectable()
export class ConsentsRepository implements DecisionTable {
  constructor(@Inject(DATABASE) private readonly db: Database) {}

  /** See {@link DecisionTable}. Where the number is taken by another decision (a database restored from a backup), the next free one is used. */
  async add(decision: Decision): Promise<void> {
    await this.db.transaction(async (tx) => {
      const { participantId, callId, scope } = decision;
      // Also keeps two writers of one participant apart.
      const [present] = await tx
        .select({ id: participants.id })
        .from(participants)
        .where(and(eq(participants.id, participantId), eq(participants.callId, callId)))
        .for('update');
      if (present === undefined) return;
      const ofScope = and(eq(consents.participantId, participantId), eq(consents.scope, scope));
      const [taken] = await tx
        .select()
        .from(consents)
        .where(and(ofScope, eq(consents.number, decision.number)));
      if (taken?.decision === decision.decision && taken.at.getTime() === decision.at.getTime()) return;
      if (taken === undefined) return void (await tx.insert(consents).values(decision));
      const [newest] = await tx
        .select({ number: max(consents.number) })
        .from(consents)
        .where(ofScope);
      await tx.insert(consents).values({ ...decision, number: (newest?.number ?? 0) + 1 });
    });
  }

  /** In the order of their numbers. */
  ofCalls(...callIds: string[]): Promise<ConsentRow[]> {
    if (callIds.length === 0) return Promise.resolve([]);
    return this.db
      .select()
      .from(consents)
      .where(inArray(consents.callId, callIds))
      .orderBy(asc(consents.participantId), asc(consents.scope), asc(consents.number));
  }

  /** Every withdrawal and refusal, in the order of their numbers. */
  stopsOf(callIds: string[]): Promise<ConsentRow[]> {
    return this.db
      .select()
      .from(consents)
      .where(and(inArray(consents.callId, callIds), ne(consents.decision, 'granted')))
      .orderBy(asc(consents.number));
  }

  /** Nothing where the participant is gone. */
  async addErasure({ id, callId, participantId, at, source }: Erasure, samples: number, db: Database): Promise<void> {
    const [present] = await db
      .select({ id: participants.id })
      .from(participants)
      .where(and(eq(participants.id, participantId), eq(participants.callId, callId)));
    if (present === undefined) return;
    await db.insert(erasures).values({ id, callId, participantId, at, source, samples }).onConflictDoNothing();
  }

  erasuresOf(callId: string): Promise<ErasureRow[]> {
    return this.db.select().from(erasures).where(eq(erasures.callId, callId)).orderBy(asc(erasures.at));
  }

  /** Whether anything was erased from the call since then. */
  async erasedSince(callId: string, since: Date): Promise<boolean> {
    const [row] = await this.db
      .select({ total: count() })
      .from(erasures)
      .where(and(eq(erasures.callId, callId), gte(erasures.at, since)));
    return (row?.total ?? 0) > 0;
  }
}
