import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { z } from 'zod';
import type { InvitationView, joinRequest, JoinResponse } from '#contracts/rest';
import { INVITATION, Subjects } from '../access/subjects.ts';
import { AuthService } from '../auth/auth.service.ts';
import { hashToken, newToken } from '../auth/tokens.ts';
import { conflict } from '../http/api-exception.ts';
import { Limit } from '../http/limit.ts';
import { addressKey } from '../http/trusted-proxies.ts';
import { newParticipant } from './calls.service.ts';
import { CallsRepository, type ParticipantRow } from './calls.repository.ts';
import { type Invited, InvitationsService, invitationUnknown } from './invitations.service.ts';
import { RoomRegistry } from './room-registry.ts';

/** So that a leaked link cannot fill a waiting room without end. */
const MAX_HERE = 24;

/** `known`: the same person again, who has joined before. */
export type Joined = JoinResponse & { known: boolean };

/** The way of somebody with a link into a call: who asks, becomes a participant with a key of their own. */
@Injectable()
export class JoinService implements OnModuleInit {
  readonly #limit = new Limit({ points: 60, seconds: 60 });
  /** One join of a call after the other, so that two do not take the same invited place. */
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(
    private readonly repository: CallsRepository,
    private readonly invitations: InvitationsService,
    private readonly rooms: RoomRegistry,
    private readonly auth: AuthService,
    private readonly subjects: Subjects,
  ) {}

  onModuleInit(): void {
    this.subjects.provide(INVITATION, {
      unknown: invitationUnknown,
      find: async (token, { address }) => {
        await this.#limit.take(addressKey(address));
        return this.invitations.read(token);
      },
    });
  }

  async look({ call }: Invited): Promise<InvitationView> {
    return { callId: call.id, clinicianName: await this.auth.nameOf(call.ownerId), status: call.status };
  }

  async join(invited: Invited, request: z.output<typeof joinRequest>): Promise<Joined> {
    const callId = invited.call.id;
    const turn = (this.#turns.get(callId) ?? Promise.resolve()).then(() => this.#join(invited, request));
    const settled = turn
      .then(
        () => undefined,
        () => undefined,
      )
      .finally(() => {
        if (this.#turns.get(callId) === settled) this.#turns.delete(callId);
      });
    this.#turns.set(callId, settled);
    return turn;
  }

  async #join({ call: { id: callId }, invitation }: Invited, { name, participantKey }: z.output<typeof joinRequest>): Promise<Joined> {
    const rows = await this.repository.participantsOf(callId);
    const keyHash = participantKey === undefined ? null : hashToken(participantKey);
    const before = rows.find((row) => keyHash !== null && row.keyHash === keyHash);
    const isTurnedAway = before !== undefined && (before.deniedAt !== null || before.removedAt !== null);
    if (before !== undefined && participantKey !== undefined && !isTurnedAway) {
      // Whom the clinician has let in keeps the name that they were let in by.
      return this.#done(before.firstAdmittedAt === null ? { ...before, name } : before, participantKey, true);
    }
    const invited = isTurnedAway ? undefined : rows.find((row) => row.role === 'patient' && row.keyHash === null && row.deniedAt === null);
    // The place of the invited patient is theirs, however many others are here.
    if (invited === undefined && (await this.#here(callId)) >= MAX_HERE)
      throw conflict('call-full', 'Too many people are in this call or wait to be let in. Try again in a few minutes.');
    await this.invitations.use(invitation);
    // A key that is not known here is not taken over: keys are made by us only.
    const key = newToken();
    if (invited !== undefined) return this.#done({ ...invited, name, keyHash: hashToken(key) }, key);
    const row = newParticipant(callId, { role: 'patient', name, keyHash: hashToken(key), returns: isTurnedAway });
    await this.repository.addParticipant(row);
    return this.#done(row, key);
  }

  /** How many wait or are in the call at the moment. Who has come and gone takes no place. */
  async #here(callId: string): Promise<number> {
    const room = await this.rooms.known(callId);
    return [...(room?.members.values() ?? [])].filter(({ presence }) => presence === 'waiting' || presence === 'connected').length;
  }

  async #done(row: ParticipantRow, key: string, known = false): Promise<Joined> {
    await this.repository.updateParticipant(row, { name: row.name, keyHash: row.keyHash });
    // A room that is being loaded may have read the participants before this one was among them.
    const room = await this.rooms.known(row.callId);
    if (room !== undefined) {
      room.put(row);
      this.rooms.changed(room);
    }
    return { callId: row.callId, participantId: row.id, participantKey: key, known };
  }
}
