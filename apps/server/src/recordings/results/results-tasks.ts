import type { EncodedFace } from '#contracts/recording-link';
import type { ClipOptions, ClipSpan } from '#timeline/clip-spans';
import { threadTask } from '../../threads/thread-task.ts';
import type { SamplePage } from '../../timeline/sample-pages.ts';
import type { TranscriptPages } from '../../transcript/transcript-pages.ts';
import type { NumberedFace } from './face-timelines.ts';

export interface CsvInput {
  faces: NumberedFace[];
  samplePages: SamplePage[];
}
export interface MomentsInput extends CsvInput {
  text: string;
  transcript: TranscriptPages;
  durationMs: number;
  lagMs: number;
}

/** The faces as they are drawn, their labels where the face showed them. */
export interface DrawnFacesInput extends CsvInput {
  lagMs: number;
}
export interface ClipSpansInput extends CsvInput {
  options: ClipOptions;
}

export const WRITE_CSV = threadTask<CsvInput, Uint8Array[]>(import.meta.url, './results.thread', 'writeCsv', { limitMs: 120_000 });
export const WRITE_MOMENTS = threadTask<MomentsInput, Uint8Array[]>(import.meta.url, './results.thread', 'writeMoments', {
  limitMs: 60_000,
});
export const WRITE_FACES = threadTask<DrawnFacesInput, EncodedFace[]>(import.meta.url, './results.thread', 'writeFaces', {
  limitMs: 60_000,
});
export const FIND_CLIPS = threadTask<ClipSpansInput, ClipSpan[]>(import.meta.url, './results.thread', 'findClips', { limitMs: 60_000 });
