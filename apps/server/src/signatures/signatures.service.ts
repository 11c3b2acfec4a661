import { Injectable, type OnModuleInit } from '@nestjs/common';
import { conflict } from '../http/api-exception.ts';
import { noteBases, notes } from '../database/schema/index.ts';
import { SubjectErasure } from '../erasing/subject-erasure.ts';
import type { Database } from '../database/database.ts';
import { SignaturesRepository } from './signatures.repository.ts';

/**
 * Which calls' notes are signed, and what may therefore not be changed any more. Everything that a note stands on (calls, timeline, transcript,
 * summary) asks here before a change; notes are built on all of these.
 */
@Injectable()
export class SignaturesService implements OnModuleInit {
  constructor(
    private readonly repository: SignaturesRepository,
    private readonly erasure: SubjectErasure,
  ) {}

  onModuleInit(): void {
    this.erasure.register({
      tables: [notes, noteBases],
      erase: async (subject, tx) => {
        if (subject.kind === 'participant') await this.basisErased(subject.callId, tx);
      },
    });
  }

  async signed(callIds: string[]): Promise<Set<string>> {
    return new Set(await this.repository.signed(callIds));
  }

  /** How often what a call's note stands on has been changed. */
  revision(callId: string): Promise<number> {
    return this.repository.revision(callId);
  }

  /**
   * Asked in the transaction that stores a signature: whether what the note stands on is still as it was at `revision`. Changes of it wait until
   * the transaction ends, and then find the note signed.
   */
  async isStillAt(callId: string, revision: number, transaction: Database): Promise<boolean> {
    return (await this.repository.lockedRevision(callId, transaction)) === revision;
  }

  /** 409 `note-signed`: what a signed note stands on stays as it is. For work that takes long; {@link changeBasis} decides. */
  async requireUnsigned(callId: string): Promise<void> {
    if ((await this.signed([callId])).has(callId)) throw signed();
  }

  /**
   * Called in the transaction that changes what a call's note stands on: transcript, samples, names. 409 `note-signed` if the note is signed; a
   * signature that is being given meanwhile looks again. Erasing what a patient wants erased waits for nobody: it says {@link basisErased} instead.
   */
  async changeBasis(callId: string, transaction: Database): Promise<void> {
    await this.repository.countChange(callId, transaction);
    if ((await this.repository.signed([callId], transaction)).length > 0) throw signed();
  }

  /** As {@link changeBasis}, where the change happens whether the note is signed or not; a signed note says from then on that it did. */
  async basisErased(callId: string, transaction: Database): Promise<void> {
    await this.repository.countChange(callId, transaction);
  }
}

const signed = () =>
  conflict(
    'note-signed',
    'The note of this call is signed, and this would change what it stands on. Reopen the note first, then try again.',
  );
