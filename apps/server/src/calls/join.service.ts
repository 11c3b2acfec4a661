import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { z } from 'zod';
import type { InvitationView, joinRequest, JoinResponse } from '#contracts/rest';
import { INVITATION, Subjects } from '../access/subjects.ts';
import { AuthService } from '../auth/auth.service.ts';
import { hashToken, newToken } from '../auth/tokens.ts';
import { ApiException, conflict } from '../http/api-exception.ts';
import { RateLimiter } from '../http/rate-limiter.ts';
import { newParticipant } from './calls.service.ts';
import { CallsRepository, type CallRow, type ParticipantRow } from './calls.repository.ts';
import { InvitationsService, invitationUnknown } from './invitations.service.ts';
import { RoomRegistry } from './room-registry.ts';

/** So that a leaked link cannot fill a waiting room without end. */
const MAX_PARTICIPANTS = 24;

/** `known`: the same person again, who has joined before. */
export type Joined = JoinResponse & { known: boolean };

/** The way of somebody with a link into a call: who asks, becomes a participant with a key of their own. */
@Injectable()
export class JoinService implements OnModuleInit {
  readonly #limiter = new RateLimiter(60, 60_000);
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
      find: (token, { address }) => {
        this.#limit(address);
        return this.invitations.callOf(token);
      },
    });
  }

  async look(call: CallRow): Promise<InvitationView> {
    return { callId: call.id, title: call.title, clinicianName: await this.auth.nameOf(call.ownerId), patientName: call.patientName, status: call.status };
  }

  async join({ id: callId }: CallRow, request: z.output<typeof joinRequest>): Promise<Joined> {
    const turn = (this.#turns.get(callId) ?? Promise.resolve()).then(() => this.#join(callId, request));
    const settled = turn.then(() => undefined, () => undefined).finally(() => { if (this.#turns.get(callId) === settled) this.#turns.delete(callId); });
    this.#turns.set(callId, settled);
    return turn;
  }

  async #join(callId: string, { name, participantKey }: z.output<typeof joinRequest>): Promise<Joined> {
    const rows = await this.repository.participantsOf(callId);
    const key = participantKey ?? newToken();
    const keyHash = hashToken(key);
    const known = rows.find((row) => row.keyHash === keyHash && row.deniedAt === null);
    if (known !== undefined) return this.#done({ ...known, name }, key, true);
    if (rows.length >= MAX_PARTICIPANTS) throw conflict('call-full', 'Too many people have opened this link. Ask for a new call.');
    // A key that is not known here is not taken over: keys are made by us only.
    const fresh = participantKey === undefined ? key : newToken();
    const invited = rows.find((row) => row.role === 'patient' && row.keyHash === null && row.deniedAt === null);
    if (invited !== undefined) return this.#done({ ...invited, name, keyHash: hashToken(fresh) }, fresh);
    const row = newParticipant(callId, { role: 'patient', name, keyHash: hashToken(fresh) });
    await this.repository.addParticipant(row);
    return this.#done(row, fresh);
  }

  async #done(row: ParticipantRow, key: string, known = false): Promise<Joined> {
    await this.repository.updateParticipant(row.id, { name: row.name, keyHash: row.keyHash });
    // A room that is being loaded may have read the participants before this one was among them.
    const room = await this.rooms.known(row.callId);
    if (room !== undefined) {
      room.put(row);
      this.rooms.changed(room);
    }
    return { callId: row.callId, participantId: row.id, participantKey: key, known };
  }

  #limit(address: string): void {
    if (!this.#limiter.take(address)) throw new ApiException(429, 'too-many-tries', 'Too many tries. Wait a minute, then try again.');
  }
}
