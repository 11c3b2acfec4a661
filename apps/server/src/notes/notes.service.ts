import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { Account, NoteView, saveNote } from '#contracts/rest';
import type { CallRow } from '../calls/calls.repository.ts';
import { ConsentService } from '../consent/consent.service.ts';
import { badRequest, conflict } from '../http/api-exception.ts';
import { SignaturesService } from '../signatures/signatures.service.ts';
import { SummaryService } from '../summary/summary.service.ts';
import { type DraftedSentence, putSentence, takeSentence } from './drafted-sentences.ts';
import { NoteBasisService } from './note-basis.service.ts';
import { NotesRepository, type NoteRow } from './notes.repository.ts';
import { attachSummary, hasSummary, markReviewed, markUnreviewed, SOAP_TEMPLATE } from './summary-block.ts';

const MAX_LENGTH = 200_000;

/** The clinician's note of a call: one a call, edited until it is signed. */
@Injectable()
export class NotesService {
  constructor(
    private readonly repository: NotesRepository,
    private readonly signatures: SignaturesService,
    private readonly bases: NoteBasisService,
    private readonly summaries: SummaryService,
    private readonly consent: ConsentService,
  ) {}

  async read(call: CallRow): Promise<NoteView> {
    const note = await this.#note(call);
    const shown = note.signedAt === null ? { ...note, markdown: await this.#withoutErased(call, note) } : note;
    return { ...(await this.#view(shown)), ...(await this.bases.compare(call, note)) };
  }

  /** 409 `note-signed`; 409 `note-changed` if it was saved elsewhere since `version`. */
  async save(call: CallRow, { markdown, version }: z.output<typeof saveNote>): Promise<NoteView> {
    const note = unsigned(await this.#note(call));
    if (note.version !== version) throw changed();
    return this.#save(note, { markdown: markUnreviewed(await this.#withoutErased(call, { ...note, markdown })) });
  }

  async attach(call: CallRow): Promise<NoteView> {
    const revision = await this.signatures.revision(call.id);
    const note = unsigned(await this.#note(call));
    const markdown = await this.#renewed(call, note);
    if (markdown.length > MAX_LENGTH) throw badRequest('note-too-long', 'The note has no liveCall for the summary. Shorten it first.');
    const view = await this.#save(note, { markdown });
    if ((await this.signatures.revision(call.id)) === revision) return view;
    // What it was made of was changed or erased meanwhile.
    await this.renew(call);
    return this.read(call);
  }

  /** Puts a drafted sentence into the note, marked as such until it is signed. 409 `note-signed`, `note-changed`; 400 `note-too-long`. */
  async putSentence(call: CallRow, sentence: DraftedSentence): Promise<NoteView> {
    const note = unsigned(await this.#note(call));
    const markdown = putSentence(await this.#withoutErased(call, note), sentence);
    if (markdown.length > MAX_LENGTH) throw badRequest('note-too-long', 'The note has no room for another sentence. Shorten it first.');
    return this.#save(note, { markdown: markUnreviewed(markdown) });
  }

  /** Takes a drafted sentence out again, where it still is. Throws as {@link putSentence}. */
  async takeSentence(call: CallRow, id: string): Promise<NoteView> {
    const note = unsigned(await this.#note(call));
    const markdown = takeSentence(note.markdown, id);
    return markdown === note.markdown ? this.#view(note) : this.#save(note, { markdown: markUnreviewed(markdown) });
  }

  /**
   * A part of the call's results was erased: a summary in the note is made anew, and so is each one that an editor still holds; a signed one stays as it
   * was signed, and is flagged. Other text is left alone.
   */
  async renew(call: CallRow): Promise<void> {
    for (;;) {
      const note = await this.repository.find(call.id);
      if (note === undefined || !hasSummary(note.markdown)) return;
      const summaryOutdatedAt = new Date();
      if (note.signedAt !== null) {
        if (await this.repository.markOutdated(call.id, summaryOutdatedAt)) return;
      } else if ((await this.repository.save(note, { markdown: await this.#renewed(call, note), summaryOutdatedAt })) !== undefined) {
        return;
      }
      // Saved, signed or reopened in between: once more.
    }
  }

  async #renewed(call: CallRow, { markdown }: Pick<NoteRow, 'markdown'>): Promise<string> {
    return markUnreviewed(attachSummary(markdown, await this.summaries.noteBlock(call)));
  }

  /**
   * Signs the note as it stands, on everything it stands on. 409 `basis-changing` if that kept changing while it was looked at, as during an import;
   * 409 `note-changed` if the note did.
   */
  async sign(call: CallRow, account: Account): Promise<NoteView> {
    const note = unsigned(await this.#note(call));
    const signedAt = new Date();
    const markdown = markReviewed(await this.#withoutErased(call, note), account.name, signedAt);
    const saved = await this.bases.sign(call, note, { markdown, signedAt, signedBy: account.name });
    if (saved === undefined) throw changed();
    return { ...(await this.#view(saved)), basis: 'unchanged' };
  }

  /** Takes the signature back, so that the note can be changed. */
  async reopen(call: CallRow): Promise<NoteView> {
    const note = await this.#note(call);
    if (note.signedAt === null) return this.#view(note);
    return this.#save(note, {
      markdown: markUnreviewed(await this.#withoutErased(call, note)),
      signedAt: null,
      signedBy: null,
      basis: null,
    });
  }

  /** Before anybody has saved it, the template. Reading stores nothing. */
  async #note(call: CallRow): Promise<NoteRow> {
    return (
      (await this.repository.find(call.id)) ?? {
        callId: call.id,
        markdown: SOAP_TEMPLATE,
        version: 1,
        updatedAt: call.endedAt ?? call.createdAt,
        signedAt: null,
        signedBy: null,
        basis: null,
        summaryOutdatedAt: null,
      }
    );
  }

  async #save(note: NoteRow, change: Parameters<NotesRepository['save']>[1]): Promise<NoteView> {
    const saved = await this.repository.save(note, change);
    if (saved === undefined) throw changed();
    return this.#view(saved);
  }

  /** What a patient had deleted does not live on in an unsigned note: its summary is written anew, also over one that an editor still held. */
  async #withoutErased(call: CallRow, { markdown, summaryOutdatedAt }: NoteRow): Promise<string> {
    if (!hasSummary(markdown) || (summaryOutdatedAt === null && !(await this.consent.erasedSince(call.id, new Date(0))))) return markdown;
    return this.#renewed(call, { markdown });
  }

  async #view({ callId, markdown, version, updatedAt, signedAt, signedBy, summaryOutdatedAt }: NoteRow): Promise<NoteView> {
    const erasedSinceSigned = signedAt !== null && (await this.consent.erasedSince(callId, signedAt));
    const isOutdated = signedAt !== null && summaryOutdatedAt !== null && summaryOutdatedAt > signedAt;
    return {
      callId,
      markdown,
      version,
      signedBy,
      erasedSinceSigned: erasedSinceSigned || isOutdated,
      summaryOutdatedAt: isOutdated ? summaryOutdatedAt.toISOString() : null,
      basis: null,
      basisChanged: [],
      updatedAt: updatedAt.toISOString(),
      signedAt: signedAt?.toISOString() ?? null,
    };
  }
}

function unsigned(note: NoteRow): NoteRow {
  if (note.signedAt !== null) throw conflict('note-signed', 'This note is signed. Reopen it to change it.');
  return note;
}

const changed = () => conflict('note-changed', 'This note was changed elsewhere. Load it again, then put your changes in.');
