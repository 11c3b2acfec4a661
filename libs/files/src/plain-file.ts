import type { FileHandle } from 'node:fs/promises';
import { readFully, writeFully } from './handle-io.ts';
import type { RandomAccessFile } from './random-access.ts';

/** A file as it is: what a person gave to the command line, or gets from it. */
export class PlainFile implements RandomAccessFile {
  readonly #handle: FileHandle;
  #size: number;
  #open = true;

  /** @param size of what the handle has now. */
  constructor(handle: FileHandle, size: number) {
    this.#handle = handle;
    this.#size = size;
  }

  get size(): number {
    return this.#size;
  }

  async read(position: number, length: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(length, this.#size - position)));
    return buffer.subarray(0, await readFully(this.#handle, buffer, position));
  }

  async write(position: number, data: Uint8Array): Promise<void> {
    await writeFully(this.#handle, data, position);
    if (data.length > 0) this.#size = Math.max(this.#size, position + data.length);
  }

  async truncate(size: number): Promise<void> {
    await this.#handle.truncate(size);
    this.#size = size;
  }

  async sync(): Promise<void> {
    await this.#handle.sync();
  }

  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.#handle.close();
  }
}
