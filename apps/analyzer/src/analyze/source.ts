import { stat } from 'node:fs/promises';
import { openFile } from '#files/open';
import type { RandomAccessFile } from '#files/random-access';
import { spooled } from './standard-input.ts';

/** There is nothing to read a video from; the message says what to do. */
export class SourceError extends Error {
  override name = 'SourceError';
  readonly code: 'file-missing' | 'not-a-file' | 'not-readable' | 'address';

  constructor(code: SourceError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** As the command line names standard input. */
export const STANDARD_INPUT = '-';
const ADDRESS = /^[a-z][a-z\d+.-]+:\/\//i;

/** @param signal aborted: it waits for standard input no longer. @throws SourceError; the signal's reason */
export async function openSource(video: string, signal: AbortSignal): Promise<RandomAccessFile> {
  if (video === STANDARD_INPUT) {
    if (process.stdin.isTTY)
      throw new SourceError('not-a-file', 'Nothing comes from standard input. Pipe a video into the command, or name a file.');
    return await spooled(process.stdin, signal);
  }
  if (ADDRESS.test(video))
    throw new SourceError(
      'address',
      `${video} is an address, and nothing is fetched from anywhere. Download the video and name its file, or pipe it in: curl -fL ADDRESS | npm run -s analyze -- - --out DIR.`,
    );
  try {
    const found = await stat(video);
    if (found.isDirectory()) throw new SourceError('not-a-file', `${video} is a folder. Name the videos in it instead.`);
    // A pipe or a device cannot be read from the middle.
    if (!found.isFile()) throw new SourceError('not-a-file', `${video} is no file. Save the video to a file first.`);
    return await openFile({ path: video, key: null }, 'read');
  } catch (error) {
    if (error instanceof SourceError) throw error;
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new SourceError('file-missing', `There is no file ${video}. Check its name.`);
    if (code === 'EACCES' || code === 'EPERM')
      throw new SourceError('not-readable', `You may not read ${video}. Ask its owner, or copy it.`);
    throw error;
  }
}
