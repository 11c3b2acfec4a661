import { Inject, Injectable } from '@nestjs/common';
import { and, asc, desc, eq, inArray, lt, ne, or, sql } from 'drizzle-orm';
import { type Page, type PageRequest, toPage } from '../http/paging.ts';
import type { Database } from '../database/database.ts';
import { DATABASE } from '../database/database.token.ts';
import { callKeys, calls, participants } from '../database/schema/index.ts';
import { CallKeys } from '../keys/call-keys.ts';
import { type Opened, SealedTable } from '../keys/sealed-table.ts';
import { CallElsewhere } from '../cluster/call-holds.ts';
import { type CallState, LiveStates, type ParticipantState } from './live-states.ts';

export type CallRow = Opened<typeof calls.$inferSelect>;
export type ParticipantRow = Opened<typeof participants.$inferSelect>;
/** What may be changed directly: everything but the states of a live call, which are {@link LiveStates}'. */
type CallChange = Partial<Omit<CallRow, keyof CallState | 'id' | 'fence'>>;
type ParticipantChange = Partial<Omit<ParticipantRow, keyof ParticipantState | 'callId'>>;

/** Where a call is, without what it is about. */
const STATE = {
  id: calls.id,
  status: calls.status,
  startedAt: calls.startedAt,
  endedAt: calls.endedAt,
  durationMs: calls.durationMs,
  occupiedUntil: calls.occupiedUntil,
};
const SEALED_CALLS = new SealedTable(calls);
const SEALED_PARTICIPANTS = new SealedTable(participants);

@Injectable()
export class CallsRepository {
  constructor(
    @Inject(DATABASE) private readonly db: Database,
    private readonly states: LiveStates,
    private readonly keys: CallKeys,
  ) {}

  /** With a key of its own. */
  async create(row: Opened<typeof calls.$inferInsert>, transaction?: Database): Promise<void> {
    const key = this.keys.make(row.id);
    const store = async (tx: Pick<Database, 'insert'>) => {
      await tx.insert(calls).values(SEALED_CALLS.seal(key.seal, row));
      await tx.insert(callKeys).values(key.row);
    };
    await (transaction === undefined ? this.db.transaction(store) : store(transaction));
  }

  async find(id: string): Promise<CallRow | undefined> {
    return (await this.states.overCalls(async () => this.#openCalls(await this.db.select().from(calls).where(eq(calls.id, id))), [id]))[0];
  }

  /** A page, newest first. */
  async ofOwner(ownerId: string, kind: CallRow['kind'], { limit, after }: PageRequest): Promise<Page<CallRow>> {
    const earlier =
      after === null
        ? undefined
        : or(lt(calls.createdAt, after.createdAt), and(eq(calls.createdAt, after.createdAt), lt(calls.id, after.id)));
    const rows = await this.states.overCalls(async () =>
      this.#openCalls(
        await this.db
          .select()
          .from(calls)
          .where(and(eq(calls.ownerId, ownerId), eq(calls.kind, kind), earlier))
          .orderBy(desc(calls.createdAt), desc(calls.id))
          .limit(limit + 1),
      ),
    );
    return toPage(rows, limit);
  }

  /** Ended, or made and never held, before this; oldest first. */
  async endedBefore(kind: CallRow['kind'], before: Date, ownerId?: string): Promise<CallRow[]> {
    const since = sql`coalesce(${calls.endedAt}, ${calls.createdAt})`;
    const rows = await this.db
      .select()
      .from(calls)
      .where(
        and(
          eq(calls.kind, kind),
          ne(calls.status, 'live'),
          sql`${since} < ${before.toISOString()}::timestamptz`,
          ownerId === undefined ? undefined : eq(calls.ownerId, ownerId),
        ),
      )
      .orderBy(since);
    return this.#openCalls(rows);
  }

  async update(id: string, change: CallChange, db: Database = this.db): Promise<void> {
    await db
      .update(calls)
      .set(SEALED_CALLS.sealChange(await this.keys.of(id, db), change))
      .where(eq(calls.id, id));
  }

  /** Of a recording, which has no live states. */
  async updateRecording(id: string, change: CallChange & Pick<Partial<CallRow>, 'durationMs'>): Promise<void> {
    await this.db
      .update(calls)
      .set(SEALED_CALLS.sealChange(await this.keys.of(id), change))
      .where(and(eq(calls.id, id), eq(calls.kind, 'recording')));
  }

  /** Marks the call as run by the holder of this token; from now on older ones change nothing. Throws CallElsewhere if there is a newer one. */
  async claim(id: string, token: number): Promise<void> {
    const claimed = await this.db
      .update(calls)
      .set({ fence: token })
      .where(and(eq(calls.id, id), lt(calls.fence, token)))
      .returning({ id: calls.id });
    if (claimed.length === 0) throw new CallElsewhere('Another server runs this call.', id);
  }

  /** Ids of the calls that are live. */
  async liveIds(): Promise<string[]> {
    const rows = await this.states.overCalls(async () => this.db.select(STATE).from(calls).where(eq(calls.status, 'live')));
    return rows.filter((row) => row.status === 'live').map((row) => row.id);
  }

  /** With its key, and everything that belongs to it. */
  async remove(id: string, db: Database): Promise<void> {
    await db.delete(calls).where(eq(calls.id, id));
  }

  /** Once {@link remove} is stored. */
  forgetKey(id: string): void {
    this.keys.forget(id);
  }

  /** Does the work in a transaction for which others that change who is in the call wait, on other servers too. */
  async locked<T>(callId: string, work: (tx: Database) => Promise<T>): Promise<T> {
    return this.db.transaction(async (tx) => {
      await this.keys.lock(callId, tx);
      return work(tx);
    });
  }

  async addParticipant(row: ParticipantRow, db: Database = this.db): Promise<void> {
    await db.insert(participants).values(SEALED_PARTICIPANTS.seal(await this.keys.of(row.callId, db), row));
  }

  /** The participant that this account is in the call: of two servers that add it at the same time, both get the one that is stored. */
  async addClinician(row: ParticipantRow & { accountId: string }): Promise<ParticipantRow> {
    await this.db
      .insert(participants)
      .values(SEALED_PARTICIPANTS.seal(await this.keys.of(row.callId), row))
      .onConflictDoNothing({ target: [participants.callId, participants.accountId] });
    return (await this.participantsOf(row.callId)).find(({ accountId }) => accountId === row.accountId) ?? row;
  }

  async updateParticipant(
    { id, callId }: Pick<ParticipantRow, 'id' | 'callId'>,
    change: ParticipantChange,
    db: Database = this.db,
  ): Promise<void> {
    await db
      .update(participants)
      .set(SEALED_PARTICIPANTS.sealChange(await this.keys.of(callId, db), change))
      .where(eq(participants.id, id));
  }

  async removeParticipant(id: string, db: Database): Promise<void> {
    await db.delete(participants).where(eq(participants.id, id));
  }

  async removeParticipants(callId: string, db: Database = this.db): Promise<void> {
    await db.delete(participants).where(eq(participants.callId, callId));
  }

  /** In order of arrival. */
  async participantsOf(...callIds: string[]): Promise<ParticipantRow[]> {
    return callIds.length === 0 ? [] : this.participantsIn(this.db, callIds);
  }

  /** As {@link participantsOf}, in the caller's transaction. */
  async participantsIn(db: Database, callIds: string[]): Promise<ParticipantRow[]> {
    return this.states.overParticipants(callIds, async () =>
      this.#openParticipants(
        await db
          .select()
          .from(participants)
          .where(inArray(participants.callId, callIds))
          .orderBy(asc(participants.createdAt), asc(participants.id)),
        db,
      ),
    );
  }

  async participant(id: string): Promise<ParticipantRow | undefined> {
    return (await this.#openParticipants(await this.db.select().from(participants).where(eq(participants.id, id))))[0];
  }

  async participantByKey(callId: string, keyHash: string): Promise<ParticipantRow | undefined> {
    const rows = await this.db
      .select()
      .from(participants)
      .where(and(eq(participants.callId, callId), eq(participants.keyHash, keyHash)));
    return (await this.#openParticipants(rows))[0];
  }

  /** One that is erased at this moment is left out. */
  async #openCalls(rows: (typeof calls.$inferSelect)[]): Promise<CallRow[]> {
    const seals = await this.keys.ofAll(rows.map(({ id }) => id));
    return rows.flatMap((row) => {
      const seal = seals.get(row.id);
      return seal === undefined ? [] : [SEALED_CALLS.open(seal, row)];
    });
  }

  async #openParticipants(rows: (typeof participants.$inferSelect)[], db?: Database): Promise<ParticipantRow[]> {
    const seals = await this.keys.ofAll(
      rows.map(({ callId }) => callId),
      db,
    );
    return rows.flatMap((row) => {
      const seal = seals.get(row.callId);
      return seal === undefined ? [] : [SEALED_PARTICIPANTS.open(seal, row)];
    });
  }
}
