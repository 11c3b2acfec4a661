import type { FileHandle } from 'node:fs/promises';

/** Fills `buffer` from `position`; returns how many bytes there were, fewer only at the end of the file. */
export const readFully = async (handle: FileHandle, buffer: Uint8Array, position: number): Promise<number> => {
  let done = 0;
  while (done < buffer.length) {
    const { bytesRead } = await handle.read(buffer, done, buffer.length - done, position + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return done;
};

/** One call may write less than it was given, above all before a full disk says so. */
export const writeFully = async (handle: FileHandle, data: Uint8Array, position: number): Promise<void> => {
  let done = 0;
  while (done < data.length) done += (await handle.write(data, done, data.length - done, position + done)).bytesWritten;
};
