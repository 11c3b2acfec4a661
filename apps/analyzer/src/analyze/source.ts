import { stat } from 'node:fs/promises';
import { openFile } from '#files/open';
import type { RandomAccessFile } from '#files/random-access';

/** There is nothing to read a video from; the message says what to do. */
export class SourceError extends Error {
  override name = 'SourceError';
  readonly code: 'file-missing' | 'not-a-file' | 'not-readable';

  constructor(code: SourceError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** @throws SourceError */
export async function openSource(video: string): Promise<RandomAccessFile> {
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
