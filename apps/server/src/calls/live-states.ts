import { Inject, Injectable } from '@nestjs/common';
import { and, eq, inArray } from 'drizzle-orm';
import { z } from 'zod';
import { standsAt } from '../owed/fences.ts';
import { OwedWrites } from '../owed/owed-writes.ts';
import type { OwedKind, OwedReceipt } from '../owed/owed-kind-handle.ts';
import type { Database } from '../database/database.ts';
import { DATABASE } from '../database/database.token.ts';
import { calls, participants } from '../database/schema/index.ts';

const time = z.coerce.date().nullable();

/** Where a call is. Columns of `calls` that nothing else writes while it is a live call. */
const callState = z.object({
  status: z.enum(['open', 'live', 'ended']),
  startedAt: time,
  endedAt: time,
  durationMs: z.number().nullable(),
  occupiedUntil: time,
});
/** Where a participant is. Columns of `participants` that nothing else writes. */
const participantState = z.object({
  id: z.uuid(),
  waitingSince: time,
  admittedAt: time,
  firstAdmittedAt: time.default(null),
  deniedAt: time,
  removedAt: time.default(null),
});
export type CallState = z.output<typeof callState>;
export type ParticipantState = z.output<typeof participantState>;

/**
 * The states that a live call has decided: owed to the database until it has them, and laid over what is read from it meanwhile. There is no
 * other way to write them.
 */
@Injectable()
export class LiveStates {
  readonly #calls: OwedKind<CallState>;
  readonly #participants: OwedKind<ParticipantState>;

  constructor(
    private readonly owed: OwedWrites,
    @Inject(DATABASE) db: Database,
  ) {
    this.#calls = owed.define({
      name: 'call-state',
      fenced: 'state',
      schema: callState,
      stateOf: () => 'call',
      store: async (writes, callId) => {
        for (const { value, fence } of writes)
          await db
            .update(calls)
            .set(value)
            .where(and(eq(calls.id, callId), standsAt(fence)));
      },
    });
    this.#participants = owed.define({
      name: 'participant-state',
      fenced: 'state',
      schema: participantState,
      stateOf: ({ id }) => id,
      store: async (writes, callId) => {
        for (const {
          value: { id, ...state },
          fence,
        } of writes) {
          // Locked while the statement runs, so that a call that is just being taken over waits for it.
          const call = db
            .select({ id: calls.id })
            .from(calls)
            .where(and(eq(calls.id, callId), standsAt(fence)))
            .for('share');
          await db
            .update(participants)
            .set(state)
            .where(and(eq(participants.id, id), inArray(participants.callId, call)));
        }
      },
    });
  }

  setCall(callId: string, { status, startedAt, endedAt, durationMs, occupiedUntil }: CallState): OwedReceipt {
    return this.#calls.owe(callId, { status, startedAt, endedAt, durationMs, occupiedUntil });
  }

  setParticipant(callId: string, { id, waitingSince, admittedAt, firstAdmittedAt, deniedAt, removedAt }: ParticipantState): OwedReceipt {
    return this.#participants.owe(callId, { id, waitingSince, admittedAt, firstAdmittedAt, deniedAt, removedAt });
  }

  /** Whether the database has everything of this call. */
  isSettled(callId: string): boolean {
    return this.owed.isSettled(callId);
  }

  /** Reads calls, with the states that are on their way. A state that is stored while they are read counts as well. */
  async overCalls<R extends CallState & { id: string }>(read: () => Promise<R[]>, lanes?: string[]): Promise<R[]> {
    const before = lanes === undefined ? undefined : this.#pending(this.#calls, lanes);
    const rows = await read();
    const after = this.#pending(
      this.#calls,
      rows.map((row) => row.id),
    );
    return rows.map((row) => ({ ...row, ...before?.get(row.id)?.at(-1), ...after.get(row.id)?.at(-1) }));
  }

  /** As {@link overCalls}, for participants of these calls. */
  async overParticipants<R extends ParticipantState & { callId: string }>(callIds: string[], read: () => Promise<R[]>): Promise<R[]> {
    const before = this.#pending(this.#participants, callIds);
    const rows = await read();
    const after = this.#pending(this.#participants, callIds);
    const newest = (row: R) => [...(before.get(row.callId) ?? []), ...(after.get(row.callId) ?? [])].findLast(({ id }) => id === row.id);
    return rows.map((row) => ({ ...row, ...newest(row) }));
  }

  #pending<T>(kind: OwedKind<T>, lanes: string[]): Map<string, T[]> {
    return new Map(lanes.map((lane) => [lane, kind.pending(lane).map(({ value }) => value)]));
  }
}
