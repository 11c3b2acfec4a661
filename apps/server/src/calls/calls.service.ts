import { randomUUID } from 'node:crypto';
import { SafeEmitter } from '../events/safe-emitter.ts';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { z } from 'zod';
import type { Account, CallView, createCall, renewInvitation } from '#contracts/rest';
import type { ParticipantView } from '#contracts/call';
import type { Caller } from '../access/admitted.ts';
import { CALL, PARTICIPANT, Subjects } from '../access/subjects.ts';
import { ConsentService, type ConsentState } from '../consent/consent.service.ts';
import { callUnknown, gone, participantUnknown } from '../http/api-exception.ts';
import type { Page, PageRequest } from '../http/paging.ts';
import { SignaturesService } from '../signatures/signatures.service.ts';
import { CallsRepository, type CallRow, type ParticipantRow } from './calls.repository.ts';
import { InvitationsService, type ShownInvitation } from './invitations.service.ts';
import { restingPresence, type LiveCall, toView } from './live-call.ts';
import { LiveCalls } from './live-calls.ts';

export type { CallRow, ParticipantRow };

/** Calls and who may see them: a call belongs to the clinician who made it, and is unknown to everybody else. */
@Injectable()
export class CallsService implements OnModuleInit {
  readonly events = new SafeEmitter<{ created: [call: { id: string; invitationPath: string }] }>();

  constructor(
    private readonly repository: CallsRepository,
    private readonly liveCalls: LiveCalls,
    private readonly invitations: InvitationsService,
    private readonly notes: SignaturesService,
    private readonly subjects: Subjects,
    private readonly consent: ConsentService,
  ) {}

  onModuleInit(): void {
    this.subjects.provide(CALL, { unknown: callUnknown, find: (id, { caller }) => this.#reachable(caller, id) });
    this.subjects.provide(PARTICIPANT, {
      unknown: participantUnknown,
      find: async (id, admitted) => (await this.repository.participantsOf(admitted.get(CALL).id)).find((row) => row.id === id),
    });
  }

  async create(account: Account, { title, patientName, singleUse }: z.output<typeof createCall>): Promise<CallView> {
    const now = new Date();
    const call: CallRow = {
      id: randomUUID(),
      kind: 'call',
      ownerId: account.id,
      title,
      patientName,
      status: 'open',
      createdAt: now,
      startedAt: null,
      endedAt: null,
      durationMs: null,
      occupiedUntil: null,
      labelLagMs: 0,
      fence: 0,
      platformGivenAt: null,
    };
    await this.repository.create(call);
    await this.invitations.renew(call.id, singleUse);
    if (patientName !== '') await this.repository.addParticipant(newParticipant(call.id, { role: 'patient', name: patientName }));
    const view = await this.view(call);
    if (view.invitationPath !== null) this.events.safeEmit('created', { id: view.id, invitationPath: view.invitationPath });
    return view;
  }

  /** A page, newest first. */
  async list(account: Account, page: PageRequest): Promise<Page<CallView>> {
    const { rows: found, next } = await this.repository.ofOwner(account.id, 'call', page);
    const ids = found.map((call) => call.id);
    const [rows, signed, links, consents] = await Promise.all([
      this.repository.participantsOf(...ids),
      this.notes.signed(ids),
      this.invitations.shownFor(ids),
      this.consent.settled(ids),
    ]);
    return {
      rows: found.map((call) =>
        this.#toView(
          call,
          rows.filter((row) => row.callId === call.id),
          signed.has(call.id),
          links.get(call.id),
          consents,
        ),
      ),
      next,
    };
  }

  async view(call: CallRow): Promise<CallView> {
    const [rows, signed, links, consents] = await Promise.all([
      this.repository.participantsOf(call.id),
      this.notes.signed([call.id]),
      this.invitations.shownFor([call.id]),
      this.consent.settled([call.id]),
    ]);
    return this.#toView(call, rows, signed.has(call.id), links.get(call.id), consents);
  }

  /** As it is in the database now; 404 `call-unknown` if it has been deleted meanwhile. */
  async reread({ id }: CallRow): Promise<CallRow> {
    const call = await this.repository.find(id);
    if (call === undefined) throw callUnknown();
    return call;
  }

  /** The participant of this call who has this key. */
  participantByKey(callId: string, keyHash: string): Promise<ParticipantRow | undefined> {
    return this.repository.participantByKey(callId, keyHash);
  }

  /** Undefined if it has been deleted. */
  byId(callId: string): Promise<CallRow | undefined> {
    return this.repository.find(callId);
  }

  /** Who has been let into the call. */
  async admittedTo(callId: string): Promise<ParticipantRow[]> {
    return (await this.repository.participantsOf(callId)).filter(({ firstAdmittedAt }) => firstAdmittedAt !== null);
  }

  async ownerOf(callId: string): Promise<string | undefined> {
    return (await this.repository.find(callId))?.ownerId;
  }

  liveIds(): Promise<string[]> {
    return this.repository.liveIds();
  }

  /** A clinician who comes into a call of theirs for the first time. */
  async addClinician(callId: string, account: { id: string; name: string }): Promise<ParticipantRow> {
    const row = newParticipant(callId, { role: 'clinician', name: account.name });
    return this.repository.addClinician({ ...row, accountId: account.id });
  }

  participantsOf(callId: string): Promise<ParticipantRow[]> {
    return this.repository.participantsOf(callId);
  }

  /** A participant and their call; undefined if either has been deleted. */
  async withParticipant(id: string): Promise<{ call: CallRow; participant: ParticipantRow } | undefined> {
    const participant = await this.repository.participant(id);
    const call = participant === undefined ? undefined : await this.repository.find(participant.callId);
    return participant === undefined || call === undefined ? undefined : { call, participant };
  }

  /** Who is in the call sees the new title when they next come in. */
  async rename(call: CallRow, title: string): Promise<CallView> {
    await this.repository.update(call.id, { title });
    return this.view({ ...call, title });
  }

  /** Makes a new link; the one before stops working. */
  async renewInvitation(call: CallRow, { singleUse }: z.output<typeof renewInvitation>): Promise<CallView> {
    if (call.status === 'ended') throw gone('call-ended', 'This call has ended. Make a new call to invite somebody.');
    await this.invitations.renew(call.id, singleUse);
    return this.view(call);
  }

  /** The link stops working, and there is none until it is renewed. Who has joined stays. */
  async revokeInvitation(call: CallRow): Promise<CallView> {
    await this.invitations.revoke(call.id);
    return this.view(call);
  }

  /** Lets the platform reach this call by its key, or no longer. */
  async givePlatform(call: CallRow, may: boolean): Promise<CallView> {
    const platformGivenAt = may ? (call.platformGivenAt ?? new Date()) : null;
    await this.repository.update(call.id, { platformGivenAt });
    return this.view({ ...call, platformGivenAt });
  }

  async #reachable(caller: Caller, id: string): Promise<CallRow | undefined> {
    const call = await this.repository.find(id);
    switch (caller.kind) {
      case 'account':
        return call?.ownerId === caller.account.id ? call : undefined;
      case 'platform':
        return call?.platformGivenAt === null ? undefined : call;
      case 'nobody':
        return undefined;
    }
  }

  #toView(
    call: CallRow,
    rows: ParticipantRow[],
    noteSigned: boolean,
    link: ShownInvitation | undefined,
    consents: Map<string, ConsentState>,
  ): CallView {
    const liveCall = this.liveCalls.find(call.id);
    const isOver = call.status === 'ended';
    return {
      id: call.id,
      title: call.title,
      status: call.status,
      noteSigned,
      createdAt: call.createdAt.toISOString(),
      startedAt: call.startedAt?.toISOString() ?? null,
      endedAt: call.endedAt?.toISOString() ?? null,
      durationMs: call.durationMs ?? liveCall?.nowMs() ?? null,
      platformGivenAt: call.platformGivenAt?.toISOString() ?? null,
      invitationPath: isOver ? null : (link?.path ?? null),
      invitationExpiresAt: isOver ? null : (link?.expiresAt.toISOString() ?? null),
      invitationSingleUse: !isOver && link?.singleUse === true,
      participants: rows.filter((row) => row.deniedAt === null).map((row) => this.#participantView(row, liveCall, isOver, consents)),
    };
  }

  /** In a call that nobody is in, a grant is told as it was decided; in one that goes on, only what is in force. */
  #participantView(
    row: ParticipantRow,
    liveCall: LiveCall | undefined,
    isOver: boolean,
    consents: Map<string, ConsentState>,
  ): ParticipantView {
    const participant = liveCall?.participants.get(row.id);
    const consent = participant === undefined ? (consents.get(row.id) ?? null) : this.consent.stateOf(row);
    return toView(participant ?? { row, presence: isOver || row.removedAt !== null ? 'left' : restingPresence(row) }, {
      consent,
      producers: [],
    });
  }
}

export function newParticipant(callId: string, about: Pick<ParticipantRow, 'role' | 'name'> & Partial<ParticipantRow>): ParticipantRow {
  return {
    id: randomUUID(),
    callId,
    accountId: null,
    keyHash: null,
    createdAt: new Date(),
    waitingSince: null,
    admittedAt: null,
    firstAdmittedAt: about.admittedAt ?? null,
    deniedAt: null,
    removedAt: null,
    returns: false,
    ...about,
  };
}
