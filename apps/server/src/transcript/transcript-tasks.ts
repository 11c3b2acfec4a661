import type { ImportTranscript, SkippedParts } from '#contracts/transcript';
import { threadTask } from '../threads/thread-task.ts';
import type { ParsedTranscript } from './formats/parse-transcript.ts';
import type { PushedRows } from './pushed-rows.ts';
import type { TranscriptFormat } from './written-transcript.ts';
import type { Person } from './speaker-matching.ts';
import type { SealedUtterance, TranscriptPages } from './transcript-pages.ts';

/** `message` is a sentence that says what is wrong where. */
export interface TranscriptProblem {
  code: 'invalid-request' | 'transcript-unreadable';
  message: string;
}

/** The body of an import as it came, who is in the call, and the call's key. */
export interface ImportInput {
  body: Uint8Array;
  people: Person[];
  key: Uint8Array;
}
/** `batches` are lists of {@link NewUtterance} as JSON, `count` in all. */
export type ImportOutput =
  | { problem: TranscriptProblem }
  | {
      source: ParsedTranscript['source'];
      request: Required<Pick<ImportTranscript, 'fileName' | 'offsetMs' | 'replaceCaptions'>>;
      batches: Uint8Array[];
      count: number;
      skipped: SkippedParts;
    };

export type PreviewInput = Omit<ImportInput, 'key'>;
/** {@link TranscriptPreview} as JSON. */
export type PreviewOutput = { problem: TranscriptProblem } | { preview: Uint8Array[] };

/** The body of a push as it came. */
export interface PushInput extends Omit<ImportInput, 'key'> {
  callId: string;
}
export type PushOutput = { problem: TranscriptProblem } | PushedRows;

export type NewUtterance = Omit<SealedUtterance, 'source'>;

export interface ViewInput extends TranscriptPages {
  withUtterances: boolean;
  skipped: SkippedParts;
  listened: boolean;
}

export interface ExportInput extends TranscriptPages {
  format: TranscriptFormat;
}

export const READ_IMPORT = threadTask<ImportInput, ImportOutput>(import.meta.url, './transcript.thread', 'readImport', { limitMs: 30_000 });
export const READ_PREVIEW = threadTask<PreviewInput, PreviewOutput>(import.meta.url, './transcript.thread', 'readPreview', {
  limitMs: 30_000,
});
export const READ_PUSH = threadTask<PushInput, PushOutput>(import.meta.url, './transcript.thread', 'readPush', { limitMs: 10_000 });
export const WRITE_VIEW = threadTask<ViewInput, Uint8Array[]>(import.meta.url, './transcript.thread', 'writeView', { limitMs: 30_000 });
export const WRITE_EXPORT = threadTask<ExportInput, Uint8Array[]>(import.meta.url, './transcript.thread', 'writeExport', {
  limitMs: 30_000,
});
