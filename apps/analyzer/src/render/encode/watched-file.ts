import type { RandomAccessFile } from '#files/random-access';

/**
 * A file to read from that remembers what it has thrown: a reader of videos takes that for the end of the file, and what was written would
 * look whole.
 */
export class WatchedFile implements RandomAccessFile {
  readonly #file: RandomAccessFile;
  #failure: { error: unknown } | null = null;

  constructor(file: RandomAccessFile) {
    this.#file = file;
  }

  get size(): number {
    return this.#file.size;
  }

  throwIfFailed(): void {
    if (this.#failure !== null) throw this.#failure.error;
  }

  async read(position: number, length: number): Promise<Buffer> {
    try {
      return await this.#file.read(position, length);
    } catch (error) {
      this.#failure ??= { error };
      throw error;
    }
  }

  write(position: number, data: Uint8Array): Promise<void> {
    return this.#file.write(position, data);
  }

  truncate(size: number): Promise<void> {
    return this.#file.truncate(size);
  }

  sync(): Promise<void> {
    return this.#file.sync();
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
