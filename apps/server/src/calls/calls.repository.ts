import { Inject, Injectable } from '@nestjs/common';
import { and, asc, desc, eq, inArray, lt, or } from 'drizzle-orm';
import { type Page, type PageRequest, toPage } from '../http/paging.ts';
import type { Database } from '../database/database.ts';
import { DATABASE } from '../database/database.token.ts';
import { calls, participants } from '../database/schema/index.ts';
import { type CallState, LiveStates, type ParticipantState } from './live-states.ts';

export type CallRow = typeof calls.$inferSelect;
export type ParticipantRow = typeof participants.$inferSelect;
/** What may be changed directly: everything but the states of a live call, which are {@link LiveStates}'. */
type CallChange = Partial<Omit<CallRow, keyof CallState | 'id'>>;
type ParticipantChange = Partial<Omit<ParticipantRow, keyof ParticipantState | 'callId'>>;

@Injectable()
export class CallsRepository {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly states: LiveStates,
  ) {}

  async create(row: typeof calls.$inferInsert, db: Database = this.db): Promise<void> {
    await db.insert(calls).values(row);
  }

  async find(id: string): Promise<CallRow | undefined> {
    return (await this.states.overCalls(async () => this.db.select().from(calls).where(eq(calls.id, id)), [id]))[0];
  }

  /** A page, newest first. */
  async ofOwner(ownerId: string, kind: CallRow['kind'], { limit, after }: PageRequest): Promise<Page<CallRow>> {
    const earlier =
      after === null
        ? undefined
        : or(lt(calls.createdAt, after.createdAt), and(eq(calls.createdAt, after.createdAt), lt(calls.id, after.id)));
    const rows = await this.states.overCalls(async () =>
      this.db
        .select()
        .from(calls)
        .where(and(eq(calls.ownerId, ownerId), eq(calls.kind, kind), earlier))
        .orderBy(desc(calls.createdAt), desc(calls.id))
        .limit(limit + 1),
    );
    return toPage(rows, limit);
  }

  async update(id: string, change: CallChange, db: Database = this.db): Promise<void> {
    await db.update(calls).set(change).where(eq(calls.id, id));
  }

  /** Of a recording, which has no live states. */
  async updateRecording(id: string, change: CallChange & Pick<Partial<CallRow>, 'durationMs'>): Promise<void> {
    await this.db
      .update(calls)
      .set(change)
      .where(and(eq(calls.id, id), eq(calls.kind, 'recording')));
  }

  /** Ids of the calls that are live. */
  async liveIds(): Promise<string[]> {
    const rows = await this.states.overCalls(async () => this.db.select().from(calls).where(eq(calls.status, 'live')));
    return rows.filter((row) => row.status === 'live').map((row) => row.id);
  }

  /** With everything that belongs to it. */
  async remove(id: string, db: Database = this.db): Promise<void> {
    await db.delete(calls).where(eq(calls.id, id));
  }

  async addParticipant(row: ParticipantRow, db: Database = this.db): Promise<void> {
    await db.insert(participants).values(row);
  }

  async updateParticipant(id: string, change: ParticipantChange, db: Database = this.db): Promise<void> {
    await db.update(participants).set(change).where(eq(participants.id, id));
  }

  async removeParticipant(id: string, db: Database): Promise<void> {
    await db.delete(participants).where(eq(participants.id, id));
  }

  async removeParticipants(callId: string, db: Database = this.db): Promise<void> {
    await db.delete(participants).where(eq(participants.callId, callId));
  }

  /** In order of arrival. */
  async participantsOf(...callIds: string[]): Promise<ParticipantRow[]> {
    if (callIds.length === 0) return [];
    return this.states.overParticipants(callIds, async () =>
      this.db
        .select()
        .from(participants)
        .where(inArray(participants.callId, callIds))
        .orderBy(asc(participants.createdAt), asc(participants.id)),
    );
  }

  async participant(id: string): Promise<ParticipantRow | undefined> {
    return (await this.db.select().from(participants).where(eq(participants.id, id)))[0];
  }

  async participantByKey(callId: string, keyHash: string): Promise<ParticipantRow | undefined> {
    return (
      await this.db
        .select()
        .from(participants)
        .where(and(eq(participants.callId, callId), eq(participants.keyHash, keyHash)))
    )[0];
  }
}
