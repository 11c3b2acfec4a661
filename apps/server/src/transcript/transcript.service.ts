import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { CaptionSegment, importTranscript, pushSegments, TranscriptView, Utterance } from '#contracts/transcript';
import type { ParticipantRow } from '../calls/calls.repository.ts';
import { badRequest } from '../http/api-exception.ts';
import type { OwedKind } from '../owed/owed-kind-handle.ts';
import { OwedWrites } from '../owed/owed-writes.ts';
import { TranscriptFormatError } from './formats/cue.ts';
import { parseTranscript } from './formats/parse-transcript.ts';
import { TranscriptRepository, type UtteranceRow } from './transcript.repository.ts';

/** As it is owed to the database. */
const caption = z.object({ participantId: z.uuid(), speaker: z.string(), startMs: z.number(), endMs: z.number(), text: z.string(), confidence: z.number().optional() });
type Caption = z.output<typeof caption>;

const IMPORTED = ['webvtt', 'srt', 'whisper'] as const;

/** What was said, whatever heard it: one canonical list of utterances a call. */
@Injectable()
export class TranscriptService {
  readonly #captions: OwedKind<Caption>;

  constructor(private readonly repository: TranscriptRepository, owed: OwedWrites) {
    this.#captions = owed.define({
      name: 'captions', schema: caption, store: (writes, callId) => this.repository.addCaptions(writes.map(({ id, value }) => ({ id, callId, source: 'browser' as const, ...value }))),
    });
  }

  /** Keeps what a browser finally heard. */
  addCaption(callId: string, participantId: string, speaker: string, { text, startMs, endMs, confidence }: CaptionSegment): void {
    this.#captions.owe(callId, { participantId, speaker, startMs, endMs: Math.max(startMs, endMs), text, confidence });
  }

  /** Stores what a platform heard; speakers it names become participants where the names match. */
  async push(callId: string, { segments }: z.output<typeof pushSegments>, participants: ParticipantRow[]): Promise<TranscriptView> {
    const known = new Set(participants.map((participant) => participant.id));
    await this.repository.add(segments.map(({ participantId, ...segment }) => ({
      ...segment, id: randomUUID(), callId, source: 'platform' as const, endMs: Math.max(segment.startMs, segment.endMs),
      participantId: participantId !== undefined && participantId !== null && known.has(participantId) ? participantId : participantNamed(segment.speaker, participants),
    })));
    return this.view(callId);
  }

  /**
   * Puts a file in place of what an earlier import brought. A file that cannot be read throws `transcript-unreadable` (400)
   * and changes nothing.
   */
  async import(callId: string, request: z.output<typeof importTranscript>, participants: ParticipantRow[]): Promise<TranscriptView> {
    const { source, cues } = readable(() => parseTranscript(request.content));
    const rows: UtteranceRow[] = cues.map((cue) => ({ ...cue, id: randomUUID(), callId, source, participantId: participantNamed(cue.speaker, participants) }));
    const replaced = request.replaceCaptions ? [...IMPORTED, 'browser' as const] : [...IMPORTED];
    await this.repository.replace(callId, replaced, rows, { offsetMs: request.offsetMs, fileName: request.fileName });
    return this.view(callId);
  }

  async move(callId: string, offsetMs: number): Promise<TranscriptView> {
    await this.repository.setOffset(callId, offsetMs);
    return this.view(callId);
  }

  async view(callId: string): Promise<TranscriptView> {
    const before = this.#captions.pending(callId);
    const [stored, about] = await Promise.all([this.repository.of(callId), this.repository.about(callId)]);
    const known = new Set(stored.map((row) => row.id));
    const rows = [...stored, ...before.filter(({ id }) => !known.has(id)).map(({ id, value }) => ({ ...value, id, callId, source: 'browser' as const, words: null, confidence: value.confidence ?? null }))];
    const offsetMs = about?.offsetMs ?? 0;
    const utterances = rows.map((row): Utterance => {
      // Browsers' captions are on the call's clock from the start.
      const move = (ms: number) => Math.max(0, ms + (row.source === 'browser' ? 0 : offsetMs));
      return {
        id: row.id, participantId: row.participantId, speaker: row.speaker, startMs: move(row.startMs), endMs: move(row.endMs), text: row.text, source: row.source,
        ...(row.confidence !== null && { confidence: row.confidence }),
        ...(row.words !== null && { words: row.words.map((word) => ({ ...word, startMs: move(word.startMs), endMs: move(word.endMs) })) }),
      };
    });
    return { offsetMs, fileName: about?.fileName ?? null, utterances: utterances.sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs) };
  }
}

function readable<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof TranscriptFormatError) throw badRequest('transcript-unreadable', error.message);
    throw error;
  }
}

/** A name in a file stands for the one participant who has it; for nobody if none or two have. */
function participantNamed(speaker: string, participants: ParticipantRow[]): string | null {
  const wanted = plain(speaker);
  const matching = participants.filter((participant) => plain(participant.name) === wanted);
  return wanted !== '' && matching.length === 1 ? matching[0]?.id ?? null : null;
}

const plain = (name: string) => name.normalize('NFKD').replace(/\p{M}/gu, '').replace(/\s+/g, ' ').trim().toLowerCase();
