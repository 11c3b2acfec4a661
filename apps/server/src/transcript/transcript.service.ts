import { randomUUID } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { type CaptionSegment, type PushedSegments, type SkippedParts, word } from '#contracts/transcript';
import type { CallRow, ParticipantRow } from '../calls/calls.repository.ts';
import { ConsentService } from '../consent/consent.service.ts';
import type { ConsentGrant } from '../consent/grant.ts';
import { badRequest } from '../http/api-exception.ts';
import { SignaturesService } from '../signatures/signatures.service.ts';
import type { OwedKind } from '../owed/owed-kind-handle.ts';
import { OwedWrites } from '../owed/owed-writes.ts';
import { transcripts, utterances } from '../database/schema/index.ts';
import { SubjectErasure } from '../erasing/subject-erasure.ts';
import { OneByOne } from '../threads/one-by-one.ts';
import { ThreadPool } from '../threads/thread-pool.ts';
import { toPage, type TranscriptPages } from './transcript-pages.ts';
import { READ_IMPORT, READ_PREVIEW, READ_PUSH, WRITE_EXPORT, WRITE_VIEW } from './transcript-tasks.ts';
import type { TranscriptFormat } from './written-transcript.ts';
import { TranscriptRepository } from './transcript.repository.ts';

/** As it is owed to the database. */
const caption = z.object({
  /** What heard it; what an earlier release owed, a browser had. */
  source: z.enum(['browser', 'speech']).default('browser'),
  participantId: z.uuid(),
  speaker: z.string(),
  startMs: z.number(),
  endMs: z.number(),
  text: z.string(),
  confidence: z.number().optional(),
  words: z.array(word).optional(),
});
type Caption = z.output<typeof caption>;
type Heard = Pick<Caption, 'startMs' | 'endMs' | 'text' | 'confidence' | 'words'>;
type Call = Pick<CallRow, 'id' | 'ownerId' | 'durationMs'>;

const NOTHING_SKIPPED: SkippedParts = { count: 0, first: [] };

/** A transcript that changes while it is read is read again, so often. */
const READ_TRIES = 4;

/**
 * What was said, whatever heard it: one canonical list of utterances a call. Nothing of a file is parsed on the thread that signals; threads do,
 * and JSON that they wrote or that the database gives out passes through here as bytes.
 */
@Injectable()
export class TranscriptService implements OnModuleInit {
  readonly #imports = new OneByOne();
  readonly #captions: OwedKind<Caption>;

  constructor(
    private readonly repository: TranscriptRepository,
    private readonly threads: ThreadPool,
    private readonly notes: SignaturesService,
    private readonly owed: OwedWrites,
    private readonly erasure: SubjectErasure,
    private readonly consent: ConsentService,
  ) {
    this.#captions = owed.define({
      name: 'captions',
      fenced: 'rows',
      schema: caption,
      store: (writes, callId) =>
        this.repository.addCaptions(
          callId,
          writes.map(({ id, value }) => ({ id, callId, ...value })),
        ),
    });
  }

  onModuleInit(): void {
    this.erasure.register({
      tables: [utterances, transcripts],
      release: async (subject) => {
        if (subject.kind === 'participant') await this.owed.caughtUp(subject.callId);
      },
      erase: async (subject, tx) => {
        if (subject.kind === 'participant') await this.repository.removeOf(subject.callId, subject.participantId, tx);
      },
    });
  }

  /** Keeps what a browser finally heard. */
  addCaption(callId: string, participantId: string, speaker: string, { text, startMs, endMs, confidence }: CaptionSegment): void {
    this.#captions.owe(callId, { source: 'browser', participantId, speaker, startMs, endMs: Math.max(startMs, endMs), text, confidence });
  }

  /** Keeps what a recogniser of ours heard of a participant who agreed to it. */
  addHeard({ callId, participantId, inForce }: ConsentGrant<'transcription'>, speaker: string, heard: Heard): void {
    if (inForce) this.#captions.owe(callId, { source: 'speech', participantId, speaker, ...heard });
  }

  /** Deletes what was heard live of a participant, stored or on its way. Answers how much it was. */
  async eraseHeard(callId: string, participantId: string): Promise<number> {
    const dropped = await this.#captions.forget(callId, (one) => one.participantId === participantId);
    return dropped.length + (await this.repository.removeHeard(callId, participantId));
  }

  /** Stores what a platform heard, each utterance once however often it comes; speakers it names become participants where the names match. */
  async push(call: Call, body: Uint8Array, participants: ParticipantRow[]): Promise<PushedSegments & { count: number }> {
    const read = await this.threads.run(
      READ_PUSH,
      { body, callId: call.id, people: peopleOf(participants) },
      { key: call.id, handOver: [body.buffer as ArrayBuffer] },
    );
    if ('problem' in read) throw badRequest(read.problem.code, read.problem.message, { detail: read.problem.message });
    const { rows, repeated, empty, count } = read;
    const changed = await this.repository.transaction(async (tx) => {
      const pushed = await this.repository.push(call.id, rows, tx);
      if (pushed.length > 0) await this.notes.changeBasis(call.id, tx);
      return pushed;
    });
    const stored = changed.filter(({ isNew }) => isNew).length;
    return { stored, known: rows.length - stored + repeated, updated: changed.length - stored, empty, count };
  }

  /**
   * Puts a file in place of what an earlier import brought, all or nothing. `body` is the request, which nobody has parsed. A file that cannot be read
   * throws `transcript-unreadable` (400), a signed note `note-signed` (409); both change nothing. Answers how many utterances it has, and what of the file could not be used.
   */
  async import(call: Call, body: Uint8Array, participants: ParticipantRow[]): Promise<{ count: number; skipped: SkippedParts }> {
    await this.notes.requireUnsigned(call.id);
    const people = peopleOf(participants);
    const read = await this.threads.run(
      READ_IMPORT,
      { body, people, key: await this.repository.keyOf(call.id) },
      { key: call.ownerId, handOver: [body.buffer as ArrayBuffer] },
    );
    if ('problem' in read) throw badRequest(read.problem.code, read.problem.message, { detail: read.problem.message });
    const {
      source,
      batches,
      count,
      skipped,
      request: { offsetMs, fileName, replaceCaptions },
    } = read;
    return this.#imports.run(call.id, async () => {
      const importId = randomUUID();
      try {
        for (const batch of batches) await this.repository.addImported(call.id, importId, source, batch);
        // Captions that are stored later would stand beside what replaces them.
        if (replaceCaptions) await this.owed.caughtUp(call.id);
        await this.repository.transaction(async (tx) => {
          await this.notes.changeBasis(call.id, tx);
          await this.repository.switchTo(call.id, { importId, offsetMs, fileName, dropLive: replaceCaptions }, tx);
        });
      } finally {
        // Left overs do not count; where they cannot be deleted now, the next import does it.
        await this.repository.sweep(call.id).catch(() => undefined);
      }
      return { count, skipped };
    });
  }

  /** What an import of the file would bring, in JSON. A file that cannot be read throws `transcript-unreadable` (400). */
  async preview(call: Call, body: Uint8Array, participants: ParticipantRow[]): Promise<Uint8Array[]> {
    const read = await this.threads.run(
      READ_PREVIEW,
      { body, people: peopleOf(participants) },
      { key: call.ownerId, handOver: [body.buffer as ArrayBuffer] },
    );
    if ('problem' in read) throw badRequest(read.problem.code, read.problem.message, { detail: read.problem.message });
    return read.preview;
  }

  /** Moves what was imported to another place in the call. */
  async move(callId: string, offsetMs: number): Promise<void> {
    await this.repository.transaction(async (tx) => {
      await this.notes.changeBasis(callId, tx);
      await this.repository.setOffset(callId, offsetMs, tx);
    });
  }

  /** The transcript as `GET` answers it, in JSON. */
  async view(call: Call, { withUtterances = true, skipped = NOTHING_SKIPPED } = {}): Promise<Uint8Array[]> {
    const transcript = await this.pages(call);
    return this.threads.run(
      WRITE_VIEW,
      { ...transcript, withUtterances, skipped, listened: await this.#listened(call.id) },
      { key: call.ownerId, handOver: transcript.pages.map((page) => page.buffer as ArrayBuffer) },
    );
  }

  /** The transcript as a file. */
  async written(call: Call, format: TranscriptFormat): Promise<Uint8Array[]> {
    const transcript = await this.pages(call);
    return this.threads.run(
      WRITE_EXPORT,
      { ...transcript, format },
      { key: call.ownerId, handOver: transcript.pages.map((page) => page.buffer as ArrayBuffer) },
    );
  }

  /** Whether anybody agreed to their words being written down in the call, for all of it or a part. */
  async #listened(callId: string): Promise<boolean> {
    const decisions = await this.consent.settled([callId], 'transcription');
    return [...decisions.values()].some(({ decision }) => decision === 'granted' || decision === 'withdrawn');
  }

  /** Everything that was said, for a thread to parse. */
  async pages({ id, durationMs }: Call): Promise<TranscriptPages> {
    for (let tries = 1; ; tries++) {
      const about = await this.repository.about(id);
      const onTheirWay = this.#captions.pending(id);
      const pages: Uint8Array[] = [];
      for await (const page of this.repository.pages(id, about?.importId ?? null)) pages.push(page);
      if (onTheirWay.length > 0)
        pages.push(toPage(onTheirWay.map(({ id: captionId, value }) => ({ confidence: null, words: null, ...value, id: captionId }))));
      const now = await this.repository.about(id);
      if (now?.importId === about?.importId || tries === READ_TRIES)
        return { offsetMs: now?.offsetMs ?? 0, fileName: now?.fileName ?? null, durationMs, pages, key: await this.repository.keyOf(id) };
    }
  }
}

const peopleOf = (participants: readonly ParticipantRow[]) => participants.map(({ id, name }) => ({ id, name }));
