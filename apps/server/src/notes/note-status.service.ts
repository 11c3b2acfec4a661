import { Injectable } from '@nestjs/common';
import { conflict } from '../http/api-exception.ts';
import type { Database } from '../database/database.ts';
import { NotesRepository } from './notes.repository.ts';

/** Whether calls' notes are signed, for features that notes themselves build on. */
@Injectable()
export class NoteStatusService {
  constructor(private readonly repository: NotesRepository) {}

  async signed(callIds: string[]): Promise<Set<string>> {
    return new Set(await this.repository.signed(callIds));
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
