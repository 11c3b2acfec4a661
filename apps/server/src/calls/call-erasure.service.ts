import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Database } from '../database/database.ts';
import { callKeys, calls, invitations, participants } from '../database/schema/index.ts';
import type { DataSubject } from '../erasing/held-data.ts';
import { SubjectErasure } from '../erasing/subject-erasure.ts';
import { conflict, participantUnknown } from '../http/api-exception.ts';
import { CallsRepository, type CallRow, type ParticipantRow } from './calls.repository.ts';
import { LiveCalls } from './live-calls.ts';

/** Deletes calls, and people from calls, with everything that there is of them. */
@Injectable()
export class CallErasure implements OnModuleInit {
  constructor(
    private readonly repository: CallsRepository,
    private readonly liveCalls: LiveCalls,
    private readonly erasure: SubjectErasure,
  ) {}

  onModuleInit(): void {
    this.erasure.register(
      {
        tables: [calls, participants, invitations, callKeys],
        release: ({ callId }) => Promise.resolve(this.#requireEmpty(callId)),
        erase: (subject, tx) => this.#erase(subject, tx),
        finish: async ({ kind, callId }) => {
          if (kind === 'call') this.repository.forgetKey(callId);
          this.liveCalls.remove(callId);
          return Promise.resolve();
        },
      },
      { root: true },
    );
  }

  /** 409 `call-occupied` while somebody is in it. */
  call({ id }: CallRow): Promise<void> {
    return this.erasure.erase({ kind: 'call', callId: id });
  }

  /** A patient's or guest's name, estimates, words, turns and decisions. 409 `call-occupied`, `clinician-stays`. */
  participant(call: CallRow, { id, callId, role }: ParticipantRow): Promise<void> {
    // A recording's faces are erased with what was made of them.
    if (call.kind === 'recording') throw participantUnknown();
    if (role === 'clinician') throw conflict('clinician-stays', 'The clinician is part of the call. Delete the call instead.');
    return this.erasure.erase({ kind: 'participant', callId, participantId: id });
  }

  #requireEmpty(callId: string): void {
    const liveCall = this.liveCalls.find(callId);
    const present = [...(liveCall?.participants.values() ?? [])].some(({ presence }) => presence !== 'left' && presence !== 'invited');
    if (liveCall?.status === 'live' || present)
      throw conflict('call-occupied', 'Somebody is in this call. End it for everybody, then delete.');
  }

  async #erase(subject: DataSubject, tx: Database): Promise<void> {
    const { callId } = subject;
    if (subject.kind === 'call') return this.repository.remove(callId, tx);
    await this.repository.removeParticipant(subject.participantId, tx);
    // The name that the invitation greets is the patient's.
    await this.repository.update(callId, { patientName: '' }, tx);
  }
}
