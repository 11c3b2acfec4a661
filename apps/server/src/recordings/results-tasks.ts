import { threadTask } from '../threads/thread-task.ts';
import type { TranscriptPages } from '../transcript/transcript-pages.ts';
import type { NumberedFace } from './face-timelines.ts';

export interface CsvInput { faces: NumberedFace[]; samplePages: Uint8Array[] }
export interface MomentsInput extends CsvInput { text: string; transcript: TranscriptPages; durationMs: number; lagMs: number }

export const WRITE_CSV = threadTask<CsvInput, Uint8Array[]>(import.meta.url, './results.thread', 'writeCsv', { limitMs: 120_000 });
export const WRITE_MOMENTS = threadTask<MomentsInput, Uint8Array[]>(import.meta.url, './results.thread', 'writeMoments', { limitMs: 60_000 });
