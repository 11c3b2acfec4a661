import type { Problem } from '#contracts/recording';
import type { VideoProblemCode } from '#contracts/recording-link';
import { FileDamagedError } from '#files/file-damaged-error';
import { InferenceError } from '#inference/errors';

/** What is wrong with a video; the message is a sentence for people that says what to do. */
export class VideoProblem extends Error {
  override name = 'VideoProblem';
  readonly code: VideoProblemCode;

  constructor(code: VideoProblemCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

const DISK_FULL = new Set(['ENOSPC', 'EDQUOT']);
const GONE = new Set(['ENOENT', 'EACCES', 'EPERM', 'EISDIR']);

/** What anything that was thrown while a video was worked on means to the person whose video it is. */
export function problemOf(error: unknown): Problem {
  if (error instanceof VideoProblem) return { code: error.code, message: error.message };
  if (error instanceof FileDamagedError) {
    return {
      code: 'file-damaged',
      message:
        'The stored video cannot be read: it was changed, or sealed with another key. Upload it again, or restore the key it was stored with.',
    };
  }
  // Its message is for the administrator and says what to restore.
  if (error instanceof InferenceError) return { code: 'video-failed', message: error.message };
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (typeof code === 'string' && DISK_FULL.has(code)) {
    return {
      code: 'disk-full',
      message: 'The disk is full. Delete videos that are no longer needed, or make room on the disk, then try again.',
    };
  }
  if (typeof code === 'string' && GONE.has(code)) {
    return {
      code: 'video-failed',
      message: `The video's file cannot be opened (${code}). Check that it is there and may be read, then try again.`,
    };
  }
  const what = error instanceof Error ? error.message : String(error);
  return {
    code: 'video-failed',
    message: `The video could not be worked on (${withoutFullStop(what)}). Try again; if it fails again, convert it to MP4 (H.264) and upload that.`,
  };
}

function withoutFullStop(sentence: string): string {
  let end = sentence.length;
  while (end > 0 && /[\s.]/.test(sentence.charAt(end - 1))) end--;
  return sentence.slice(0, end);
}
