import { createHash } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { basisPart, type SignedBasis } from '#contracts/note-basis';
import type { NoteView } from '#contracts/rest';
import type { CallRow } from '../calls/calls.repository.ts';
import { describe } from '../logging/describe.ts';
import { conflict } from '../http/api-exception.ts';
import { SignaturesService } from '../signatures/signatures.service.ts';
import { SummaryService } from '../summary/summary.service.ts';
import { type NoteChange, NotesRepository, type NoteRow } from './notes.repository.ts';

/** An import that ends while a signature is given makes it look again, so often. */
const TRIES = 3;

/** What a signature stands on: hashes of the note's text, the transcript, the samples and the summary, stored with it. */
@Injectable()
export class NoteBasisService {
  readonly #logger = new Logger('Notes');

  constructor(
    private readonly repository: NotesRepository,
    private readonly signatures: SignaturesService,
    private readonly summaries: SummaryService,
  ) {}

  /** Saves a signature with its basis. Undefined if the note was saved elsewhere meanwhile; 409 `basis-changing` if its basis kept changing. */
  async sign(call: CallRow, note: NoteRow, change: NoteChange & { markdown: string }): Promise<NoteRow | undefined> {
    for (let tries = 0; tries < TRIES; tries++) {
      const revision = await this.signatures.revision(call.id);
      const basis = await this.#basis(call, change.markdown);
      const saved = await this.repository.transaction(async (tx) =>
        (await this.signatures.isStillAt(call.id, revision, tx)) ? this.repository.save(note, { ...change, basis }, tx) : 'basis-changed',
      );
      if (saved !== 'basis-changed') return saved;
    }
    throw conflict(
      'basis-changing',
      'The transcript of this call is being changed right now. Wait until that is done, look at it, then sign.',
    );
  }

  /** Whether a signed note stands on what it was signed on. Not known where there is no hash, or nobody has the time to compute one. */
  async compare(call: CallRow, { signedAt, markdown, basis: signed }: NoteRow): Promise<Pick<NoteView, 'basis' | 'basisChanged'>> {
    if (signedAt === null || signed === null) return { basis: null, basisChanged: [] };
    try {
      const now = await this.#basis(call, markdown);
      const basisChanged = basisPart.options.filter((part) => now.hashes[part] !== signed.hashes[part]);
      return { basis: basisChanged.length === 0 ? 'unchanged' : 'changed', basisChanged };
    } catch (error) {
      this.#logger.warn(`The basis of a signed note could not be computed. ${describe(error)}`);
      return { basis: null, basisChanged: [] };
    }
  }

  async #basis(call: CallRow, markdown: string): Promise<SignedBasis> {
    const note = createHash('sha256').update(markdown).digest('hex');
    return { version: 1, hashes: { note, ...(await this.summaries.basis(call)) } };
  }
}
