import { type VideoMeasure } from '#contracts/analysis-work';
import { type RecordingLimits } from '#contracts/recording';

/** Why a file need not be sent: the server would refuse it. */
export type FileProblem = 'empty' | 'format' | 'too-large' | 'too-long';

export interface Chosen {
  key: string;
  file: File;
  /** Null where the browser cannot read them; the server will. */
  facts: VideoMeasure | null;
  problem: FileProblem | null;
}

export function extensionOf(fileName: string): string {
  const dot = fileName.lastIndexOf('.');
  return dot <= 0 ? '' : fileName.slice(dot + 1).toLowerCase();
}

/** What a video is called until somebody gives it a better title. */
export function titleOf(fileName: string): string {
  const extension = extensionOf(fileName);
  return (extension === '' ? fileName : fileName.slice(0, -extension.length - 1)).trim().slice(0, 200);
}

export function fileKey({ name, size, lastModified }: Pick<File, 'name' | 'size' | 'lastModified'>): string {
  return `${String(size)}-${String(lastModified)}-${name}`;
}

/** What can be known of a file before it is sent; null: nothing speaks against it. */
export function checkFile(
  { name, size }: Pick<File, 'name' | 'size'>,
  durationMs: number | null,
  limits: RecordingLimits,
): FileProblem | null {
  if (!limits.extensions.includes(extensionOf(name))) return 'format';
  if (size === 0) return 'empty';
  if (size > limits.maxBytes) return 'too-large';
  return durationMs !== null && durationMs > limits.maxDurationMs ? 'too-long' : null;
}
