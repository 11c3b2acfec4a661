import { z } from 'zod';
import { atMs } from './time.ts';
import { fileContent, serverText, text, token } from './text.ts';

export const word = z.object({ text: serverText(), startMs: atMs, endMs: atMs, confidence: z.number().min(0).max(1).optional() });

export const utteranceSource = z.enum(['browser', 'webvtt', 'srt', 'whisper', 'platform']);

/** One thing that one person said. Times are on the call's clock, the transcript's clock offset already applied. */
export const utterance = z.object({
  id: z.uuid(),
  /** Known speakers are participants; an imported transcript may only have a name, or nothing. */
  participantId: z.uuid().nullable(),
  speaker: serverText(),
  startMs: atMs,
  endMs: atMs,
  text: serverText(),
  words: z.array(word).max(5_000).optional(),
  confidence: z.number().min(0).max(1).optional(),
  source: utteranceSource,
});
export type Utterance = z.infer<typeof utterance>;

/** What a browser says it heard; `final: false` replaces the speaker's last partial and is not stored. */
export const captionSegment = z.object({
  segmentId: token({ max: 64 }),
  text: text({ max: 2_000, min: 1, lines: true }),
  startMs: atMs,
  endMs: atMs,
  final: z.boolean(),
  confidence: z.number().min(0).max(1).optional(),
});
export type CaptionSegment = z.infer<typeof captionSegment>;
export const caption = captionSegment.extend({ participantId: z.uuid(), speaker: serverText() });
export type Caption = z.infer<typeof caption>;

/** `POST /api/calls/:id/transcript/segments`, for a platform that transcribes the call itself. */
export const pushSegments = z.object({
  segments: z.array(utterance.omit({ id: true, source: true, participantId: true }).extend({
    participantId: z.uuid().nullable().optional(),
    speaker: text({ max: 200 }),
    text: text({ max: 10_000, lines: true }),
    words: z.array(word.extend({ text: text({ max: 1_000 }) })).max(5_000).optional(),
  })).min(1).max(500),
});

/** `POST /api/calls/:id/transcript/import`: replaces what an earlier import brought; live captions stay unless told. */
export const importTranscript = z.object({
  fileName: text({ max: 255 }),
  content: fileContent({ max: 20_000_000 }),
  /** Added to every time in the file. */
  offsetMs: z.number().min(-86_400_000).max(86_400_000).default(0),
  /** Drop what the browsers' captions said, so that nothing stands twice. */
  replaceCaptions: z.boolean().default(true),
});
export type ImportTranscript = z.input<typeof importTranscript>;

/** `GET /api/calls/:id/transcript`; also what import, push and `PATCH` answer. */
export const transcriptView = z.object({
  /** Already added to every utterance that is not a browser's caption. */
  offsetMs: z.number(),
  /** The imported file; null if none was. */
  fileName: serverText().nullable(),
  utterances: z.array(utterance),
});
export type TranscriptView = z.infer<typeof transcriptView>;
/** `PATCH /api/calls/:id/transcript` moves everything but browsers' captions. */
export const moveTranscript = z.object({ offsetMs: z.number().min(-86_400_000).max(86_400_000) });
