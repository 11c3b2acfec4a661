import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { Account, NoteView, saveNote } from '#contracts/rest';
import { toNoteBlock } from '#timeline/markdown';
import type { CallRow } from '../calls/calls.repository.ts';
import { badRequest, conflict } from '../http/api-exception.ts';
import { SummaryService } from '../summary/summary.service.ts';
import { NotesRepository, type NoteRow } from './notes.repository.ts';
import { attachSummary, markReviewed, markUnreviewed, SOAP_TEMPLATE } from './summary-block.ts';

const MAX_LENGTH = 200_000;

/** The clinician's note of a call: one a call, edited until it is signed. */
@Injectable()
export class NotesService {
  constructor(private readonly repository: NotesRepository, private readonly summaries: SummaryService) {}

  async read(call: CallRow): Promise<NoteView> {
    return toView(await this.#note(call));
  }

  /** 409 `note-signed`; 409 `note-changed` if it was saved elsewhere since `version`. */
  async save(call: CallRow, { markdown, version }: z.output<typeof saveNote>): Promise<NoteView> {
    const note = unsigned(await this.#note(call));
    if (note.version !== version) throw changed();
    return this.#save(note, { markdown: markUnreviewed(markdown) });
  }

  async attach(call: CallRow): Promise<NoteView> {
    const note = unsigned(await this.#note(call));
    const markdown = markUnreviewed(attachSummary(note.markdown, toNoteBlock(await this.summaries.of(call))));
    if (markdown.length > MAX_LENGTH) throw badRequest('note-too-long', 'The note has no room for the summary. Shorten it first.');
    return this.#save(note, { markdown });
  }

  async sign(call: CallRow, account: Account): Promise<NoteView> {
    const note = unsigned(await this.#note(call));
    const signedAt = new Date();
    return this.#save(note, { markdown: markReviewed(note.markdown, account.name, signedAt), signedAt, signedBy: account.name });
  }

  /** Takes the signature back, so that the note can be changed. */
  async reopen(call: CallRow): Promise<NoteView> {
    const note = await this.#note(call);
    if (note.signedAt === null) return toView(note);
    return this.#save(note, { markdown: markUnreviewed(note.markdown), signedAt: null, signedBy: null });
  }

  /** Before anybody has saved it, the template. Reading stores nothing. */
  async #note(call: CallRow): Promise<NoteRow> {
    return await this.repository.find(call.id)
      ?? { callId: call.id, markdown: SOAP_TEMPLATE, version: 1, updatedAt: call.endedAt ?? call.createdAt, signedAt: null, signedBy: null };
  }

  async #save(note: NoteRow, change: Parameters<NotesRepository['save']>[1]): Promise<NoteView> {
    const saved = await this.repository.save(note, change);
    if (saved === undefined) throw changed();
    return toView(saved);
  }
}

function unsigned(note: NoteRow): NoteRow {
  if (note.signedAt !== null) throw conflict('note-signed', 'This note is signed. Reopen it to change it.');
  return note;
}

const changed = () => conflict('note-changed', 'This note was changed elsewhere. Load it again, then put your changes in.');

const toView = ({ callId, markdown, version, updatedAt, signedAt, signedBy }: NoteRow): NoteView =>
  ({ callId, markdown, version, updatedAt: updatedAt.toISOString(), signedAt: signedAt?.toISOString() ?? null, signedBy });
