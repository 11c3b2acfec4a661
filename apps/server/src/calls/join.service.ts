import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { InvitationView, joinRequest, JoinResponse } from '#contracts/rest';
import { AuditService } from '../audit/audit.service.ts';
import { AuthService } from '../auth/auth.service.ts';
import { hashToken, newToken } from '../auth/tokens.ts';
import { ApiException, conflict } from '../http/api-exception.ts';
import { RateLimiter } from '../http/rate-limiter.ts';
import { newParticipant } from './calls.service.ts';
import { CallsRepository, type ParticipantRow } from './calls.repository.ts';
import { InvitationsService } from './invitations.service.ts';
import { RoomRegistry } from './room-registry.ts';

/** So that a leaked link cannot fill a waiting room without end. */
const MAX_PARTICIPANTS = 24;

/** The way of somebody with a link into a call: who asks, becomes a participant with a key of their own. */
@Injectable()
export class JoinService {
  readonly #limiter = new RateLimiter(60, 60_000);
  /** One join of a call after the other, so that two do not take the same invited place. */
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(
    private readonly repository: CallsRepository,
    private readonly invitations: InvitationsService,
    private readonly rooms: RoomRegistry,
    private readonly auth: AuthService,
    private readonly audit: AuditService,
  ) {}

  async look(token: string, address: string): Promise<InvitationView> {
    this.#limit(address);
    const call = await this.invitations.callOf(token);
    return { callId: call.id, title: call.title, clinicianName: await this.auth.nameOf(call.ownerId), patientName: call.patientName, status: call.status };
  }

  async join(token: string, request: z.output<typeof joinRequest>, address: string): Promise<JoinResponse> {
    this.#limit(address);
    const { id: callId } = await this.invitations.callOf(token);
    const turn = (this.#turns.get(callId) ?? Promise.resolve()).then(() => this.#join(callId, request));
    const settled = turn.then(() => undefined, () => undefined).finally(() => { if (this.#turns.get(callId) === settled) this.#turns.delete(callId); });
    this.#turns.set(callId, settled);
    return turn;
  }

  async #join(callId: string, { name, participantKey }: z.output<typeof joinRequest>): Promise<JoinResponse> {
    const rows = await this.repository.participantsOf(callId);
    const key = participantKey ?? newToken();
    const keyHash = hashToken(key);
    const known = rows.find((row) => row.keyHash === keyHash && row.deniedAt === null);
    if (known !== undefined) return this.#done({ ...known, name }, key);
    if (rows.length >= MAX_PARTICIPANTS) throw conflict('call-full', 'Too many people have opened this link. Ask for a new call.');
    // A key that is not known here is not taken over: keys are made by us only.
    const fresh = participantKey === undefined ? key : newToken();
    const invited = rows.find((row) => row.role === 'patient' && row.keyHash === null && row.deniedAt === null);
    if (invited !== undefined) return this.#done({ ...invited, name, keyHash: hashToken(fresh) }, fresh, 'joined');
    const row = newParticipant(callId, { role: 'patient', name, keyHash: hashToken(fresh) });
    await this.repository.addParticipant(row);
    return this.#done(row, fresh, 'joined');
  }

  async #done(row: ParticipantRow, key: string, action?: 'joined'): Promise<JoinResponse> {
    await this.repository.updateParticipant(row.id, { name: row.name, keyHash: row.keyHash });
    if (action !== undefined) await this.audit.record({ actor: { kind: 'participant', id: row.id }, action, callId: row.callId });
    // A room that is being loaded may have read the participants before this one was among them.
    const room = await this.rooms.known(row.callId);
    if (room !== undefined) {
      room.put(row);
      this.rooms.changed(room);
    }
    return { callId: row.callId, participantId: row.id, participantKey: key };
  }

  #limit(address: string): void {
    if (!this.#limiter.take(address)) throw new ApiException(429, 'too-many-tries', 'Too many tries. Wait a minute, then try again.');
  }
}
