import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { addAbortSignal } from 'node:stream';
import { PlainFile } from '#files/plain-file';
import type { RandomAccessFile } from '#files/random-access';

/**
 * All of a stream as a file that can be read from the middle, as videos have to be. It lies in a folder of its owner's alone, and has no name
 * from the moment it is open where the system allows that, so that nothing of it is left behind whatever becomes of this process.
 *
 * @param signal aborted: it stops waiting for more, and throws
 */
export async function spooled(stream: NodeJS.ReadStream, signal: AbortSignal): Promise<RandomAccessFile> {
  const folder = await mkdtemp(path.join(tmpdir(), 'attune-stdin-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const handle = await open(path.join(folder, 'video'), 'wx+', 0o600);
    // Windows keeps what is open.
    if (process.platform !== 'win32') await remove();
    const file = new Spooled(handle, 0, remove);
    try {
      for await (const chunk of addAbortSignal(signal, stream)) await file.write(file.size, chunk as Buffer);
      return file;
    } catch (error) {
      await file.close();
      throw error;
    }
  } catch (error) {
    await remove();
    throw error;
  }
}

class Spooled extends PlainFile {
  readonly #remove: () => Promise<void>;

  constructor(handle: ConstructorParameters<typeof PlainFile>[0], size: number, remove: () => Promise<void>) {
    super(handle, size);
    this.#remove = remove;
  }

  override async close(): Promise<void> {
    await super.close();
    await this.#remove();
  }
}
