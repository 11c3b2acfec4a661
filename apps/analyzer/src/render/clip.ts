import type { RandomAccessFile } from '#files/random-access';

/** One stretch of a video and where its clip goes; padding is in it. */
export interface Clip {
  startMs: number;
  endMs: number;
  label: string | null;
  output: RandomAccessFile;
}
