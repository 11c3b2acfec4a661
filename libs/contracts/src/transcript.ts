import { z } from 'zod';
import { atMs } from './time.ts';
import { fileContent, serverText, text, token } from './text.ts';

export const word = z.object({ text: serverText(), startMs: atMs, endMs: atMs, confidence: z.number().min(0).max(1).optional() });

/** The kinds of file that are read; `text` is text with times, as Otter and meeting programs write it. */
export const transcriptFileSource = z.enum(['webvtt', 'srt', 'whisper', 'deepgram', 'assemblyai', 'text']);
export type TranscriptFileSource = z.infer<typeof transcriptFileSource>;
export const utteranceSource = z.enum(['browser', 'platform', 'speech', ...transcriptFileSource.options]);

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

const CALL_TIME = 'Times are milliseconds since the start of the call, not of a day or of 1970.';
/** No call is longer than a day: larger numbers are of another clock. */
const callTimeMs = z.number(CALL_TIME).min(0, CALL_TIME).max(86_400_000, CALL_TIME);

/** One utterance as a platform pushes it. */
export const pushedSegment = z.object({
  /** The platform's own name for it. Sent again, it is the same utterance; its last text counts, unless it is only the beginning of what is stored. */
  id: text({ max: 200, min: 1 }).optional(),
  participantId: z.uuid().nullable().optional(),
  speaker: text({ max: 200 }),
  startMs: callTimeMs,
  endMs: callTimeMs,
  text: text({ max: 10_000, lines: true }),
  words: z
    .array(word.extend({ text: text({ max: 1_000 }), startMs: callTimeMs, endMs: callTimeMs }))
    .max(5_000)
    .optional(),
  confidence: z.number().min(0).max(1).optional(),
});
/**
 * `POST /api/calls/:id/transcript/segments`, for a platform that transcribes the call itself. All of a batch are stored or, where one cannot
 * be, none: 400 names it by its index. 409 `note-signed` once the note is signed. Without ids, segments that are alike in everything are the same.
 */
export const pushSegments = z.object({ segments: z.array(pushedSegment).min(1).max(500) });
/** `stored` new ones; `known` were stored before or stand twice in the batch, of which `updated` got another text; `empty` said nothing. */
export const pushedSegments = z.object({ stored: z.int(), known: z.int(), updated: z.int(), empty: z.int() });
export type PushedSegments = z.infer<typeof pushedSegments>;

/** Who a name in a file is: a participant, or nobody of the call. */
const speakerChoice = z.object({ name: text({ max: 200 }), participantId: z.uuid().nullable() });

/** `POST /api/calls/:id/transcript/import`: replaces what an earlier import brought, and what was heard live unless told otherwise. */
export const importTranscript = z.object({
  fileName: text({ max: 255 }),
  content: fileContent({
    max: 20_000_000,
    tooLong: 'A transcript may have 20 MB. Export it without times of words, or split it and import the part that belongs to this call.',
  }),
  /** Added to every time in the file. */
  offsetMs: z.number().min(-86_400_000).max(86_400_000).default(0),
  /** Drop what was heard live, the browsers' captions and what a platform pushed, so that nothing stands twice. */
  replaceCaptions: z.boolean().default(true),
  /** Names that a person has looked at; the others are matched with the participants' names. */
  speakers: z.array(speakerChoice).max(100).default([]),
});
export type ImportTranscript = z.input<typeof importTranscript>;

/** `POST /api/calls/:id/transcript/preview`: what an import of the file would bring. Nothing is stored. */
export const previewTranscript = importTranscript.pick({ fileName: true, content: true });

/**
 * A part of a file that could not be used: a line of text, counted from 1, or a part of JSON by its path. `times`: they cannot be read; `no-times`: text that
 * belongs to no times; `shape`: JSON that is not as the format has it. `found`: how the line begins, or what is wrong with the part.
 */
export const skippedPart = z.object({
  line: z.int().positive().nullable(),
  part: serverText().nullable(),
  why: z.enum(['times', 'no-times', 'shape']),
  found: serverText(),
});
export type SkippedPart = z.infer<typeof skippedPart>;
export const skippedParts = z.object({ count: z.int().nonnegative(), first: z.array(skippedPart) });
export type SkippedParts = z.infer<typeof skippedParts>;

export const transcriptPreview = z.object({
  source: transcriptFileSource,
  count: z.int().nonnegative(),
  /** When the last utterance ends, on the file's own clock. */
  endMs: z.number(),
  /** Who can be chosen as a speaker. */
  people: z.array(z.object({ id: z.uuid(), name: serverText() })),
  /** The names in the file, the one who says most first, at most a hundred; `participantId` is whom the name seems to mean. */
  speakers: z.array(z.object({ name: serverText(), count: z.int(), participantId: z.uuid().nullable() })),
  first: z.array(z.object({ startMs: z.number(), speaker: serverText(), text: serverText() })),
  skipped: skippedParts,
});
export type TranscriptPreview = z.infer<typeof transcriptPreview>;

/** `GET /api/calls/:id/transcript`; also what import, push and `PATCH` answer. */
export const transcriptView = z.object({
  /** Already added to every imported utterance. What was heard live is on the call's clock. */
  offsetMs: z.number(),
  /** The imported file; null if none was. */
  fileName: serverText().nullable(),
  /** Imported utterances outside of the call: those before its start are left out of the list, those after its end are in it. */
  outside: z.int().nonnegative(),
  /** Somebody had agreed to their words being written down: where there are none, nothing was said. */
  listened: z.boolean().optional(),
  utterances: z.array(utterance),
  /** What an import could not use of its file: how much in all, and the first of it. Nothing otherwise. */
  skipped: skippedParts,
});
export type TranscriptView = z.infer<typeof transcriptView>;
/** `PATCH /api/calls/:id/transcript` moves what was imported. */
export const moveTranscript = z.object({ offsetMs: z.number().min(-86_400_000).max(86_400_000) });
