import { Injectable } from '@nestjs/common';
import { NotesRepository } from './notes.repository.ts';

/** Whether calls' notes are signed, for features that notes themselves build on. */
@Injectable()
export class NoteStatusService {
  constructor(private readonly repository: NotesRepository) {}

  async signed(callIds: string[]): Promise<Set<string>> {
    return new Set(await this.repository.signed(callIds));
  }
}
