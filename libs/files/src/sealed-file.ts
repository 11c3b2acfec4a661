import type { FileHandle } from 'node:fs/promises';
import { FileDamagedError } from './file-damaged-error.ts';
import { readFully, writeFully } from './handle-io.ts';
import type { RandomAccessFile } from './random-access.ts';
import { CHUNK, HEADER_SIZE, SEALED_CHUNK, Seal, chunkPosition, lastChunkOf, plainSizeOf, sealedSizeOf } from './sealed-format.ts';

/** Chunks fetched by one read of the disk. */
const RUN = 16;

/** The chunk that was used last, in the clear; zeros after its bytes. */
interface Current {
  readonly index: number;
  readonly bytes: Buffer;
  dirty: boolean;
}

/**
 * A file whose bytes on disk are sealed. One chunk is kept in memory and written when another one is needed, so small writes in a
 * row cost one seal per 64 KiB. The last chunk is always either on disk, marked as the last, or that chunk in memory.
 */
export class SealedFile implements RandomAccessFile {
  readonly #path: string;
  readonly #handle: FileHandle;
  readonly #seal: Seal;
  readonly #writable: boolean;
  readonly #sealed = Buffer.allocUnsafe(SEALED_CHUNK);
  #size: number;
  /** Chunks on disk. */
  #stored: number;
  #current: Current | null = null;
  #queue: Promise<unknown> = Promise.resolve();
  #open = true;

  private constructor(path: string, handle: FileHandle, seal: Seal, o: { writable: boolean; size: number; stored: number }) {
    this.#path = path;
    this.#handle = handle;
    this.#seal = seal;
    this.#writable = o.writable;
    this.#size = o.size;
    this.#stored = o.stored;
  }

  /** On an empty file open for reading and writing. */
  static async create(path: string, handle: FileHandle, key: string): Promise<SealedFile> {
    const seal = Seal.create(path, key);
    await writeFully(handle, seal.header, 0);
    const file = new SealedFile(path, handle, seal, { writable: true, size: 0, stored: 0 });
    file.#current = { index: 0, bytes: Buffer.alloc(CHUNK), dirty: true };
    return file;
  }

  /**
   * Its last chunk is verified at once, so that a file that was cut is refused here. For writing, a file is taken up too that was
   * never closed, as long as all of what is there verifies.
   * @throws FileDamagedError
   */
  static async open(path: string, handle: FileHandle, key: string, writable: boolean): Promise<SealedFile> {
    const { seal, size } = await readHeader(path, handle, key);
    if (size === null) {
      if (!writable || (await handle.stat()).size !== HEADER_SIZE) throw incomplete(path);
      const file = new SealedFile(path, handle, seal, { writable, size: 0, stored: 0 });
      file.#current = { index: 0, bytes: Buffer.alloc(CHUNK), dirty: true };
      return file;
    }
    const last = lastChunkOf(size);
    const file = new SealedFile(path, handle, seal, { writable, size, stored: last + 1 });
    const sealed = await file.#fetch(last, 1);
    const closed = seal.tryOpen(last, true, sealed);
    const plain = closed ?? seal.tryOpen(last, false, sealed);
    // A chunk sealed as a whole, not as the last, says that more followed it once, or was about to.
    if (plain === null) throw incomplete(path);
    if (closed === null && !writable) throw incomplete(path);
    file.#current = { index: last, bytes: whole(plain), dirty: closed === null };
    return file;
  }

  get size(): number {
    return this.#size;
  }

  read(position: number, length: number): Promise<Buffer> {
    return this.#inTurn(async () => {
      const wanted = Math.max(0, Math.min(length, this.#size - position));
      if (wanted === 0) return Buffer.alloc(0);
      const first = Math.floor(position / CHUNK);
      const last = Math.floor((position + wanted - 1) / CHUNK);
      if (first === last) {
        const { bytes } = await this.#enter(first);
        return Buffer.from(bytes.subarray(position - first * CHUNK, position - first * CHUNK + wanted));
      }
      return await this.#readRun(position, wanted, first, last);
    });
  }

  write(position: number, data: Uint8Array): Promise<void> {
    return this.#inTurn(async () => {
      this.#mustWrite();
      if (data.length === 0) return;
      await this.#growTo(position);
      for (let done = 0; done < data.length; ) {
        const offset = (position + done) % CHUNK;
        const piece = data.subarray(done, done + CHUNK - offset);
        await this.#put(Math.floor((position + done) / CHUNK), offset, piece);
        done += piece.length;
      }
    });
  }

  truncate(size: number): Promise<void> {
    return this.#inTurn(async () => {
      this.#mustWrite();
      if (size >= this.#size) return await this.#growTo(size);
      const last = lastChunkOf(size);
      if (this.#current !== null && this.#current.index > last) this.#current = null;
      const current = await this.#enter(last);
      current.bytes.fill(0, size - last * CHUNK);
      current.dirty = true;
      this.#size = size;
      this.#stored = Math.min(this.#stored, last);
      await this.#flush();
      await this.#handle.truncate(sealedSizeOf(size));
    });
  }

  sync(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#flush();
      await this.#handle.sync();
    });
  }

  close(): Promise<void> {
    if (!this.#open) return Promise.resolve();
    return this.#inTurn(async () => {
      this.#open = false;
      try {
        await this.#flush();
      } finally {
        this.#current = null;
        await this.#handle.close();
      }
    });
  }

  /** Several chunks, read at once; the last of them stays as the current one. */
  async #readRun(position: number, wanted: number, first: number, last: number): Promise<Buffer> {
    await this.#flush();
    const out = Buffer.allocUnsafe(wanted);
    for (let from = first; from <= last; from += RUN) {
      const count = Math.min(RUN, last - from + 1);
      const sealed = await this.#fetch(from, count);
      for (let index = from; index < from + count; index++) {
        const start = (index - from) * SEALED_CHUNK;
        const plain = this.#seal.open(index, index === lastChunkOf(this.#size), sealed.subarray(start, start + SEALED_CHUNK));
        const begin = index * CHUNK - position;
        plain.copy(out, Math.max(0, begin), Math.max(0, -begin));
        if (index === last && (position + wanted) % CHUNK !== 0) this.#current = { index, bytes: whole(plain), dirty: false };
      }
    }
    return out;
  }

  /** Bytes within one chunk, which begins at or before the end of the file. */
  async #put(index: number, offset: number, piece: Uint8Array): Promise<void> {
    const end = index * CHUNK + offset + piece.length;
    if (end > this.#size) {
      // The chunk that was the last so far is sealed anew: no longer as the last, or longer.
      (await this.#enter(lastChunkOf(this.#size))).dirty = true;
      this.#size = end;
    }
    const overwritten = piece.length === CHUNK;
    const current = await this.#enter(index, overwritten);
    current.bytes.set(piece, offset);
    current.dirty = true;
  }

  async #growTo(size: number): Promise<void> {
    const zeros = Buffer.alloc(Math.min(CHUNK, Math.max(0, size - this.#size)));
    while (this.#size < size) {
      const offset = this.#size % CHUNK;
      await this.#put(Math.floor(this.#size / CHUNK), offset, zeros.subarray(0, Math.min(CHUNK - offset, size - this.#size)));
    }
  }

  /** Makes a chunk the current one; `overwritten`: all of it is about to be, so it need not be read. */
  async #enter(index: number, overwritten = false): Promise<Current> {
    if (this.#current?.index === index) return this.#current;
    await this.#flush();
    const bytes =
      overwritten || index >= this.#stored
        ? Buffer.alloc(CHUNK)
        : whole(this.#seal.open(index, index === lastChunkOf(this.#size), await this.#fetch(index, 1)));
    this.#current = { index, bytes, dirty: false };
    return this.#current;
  }

  async #flush(): Promise<void> {
    const current = this.#current;
    if (!this.#writable || !current?.dirty) return;
    const { index, bytes } = current;
    const length = Math.min(CHUNK, this.#size - index * CHUNK);
    const sealedLength = this.#seal.seal(index, index === lastChunkOf(this.#size), bytes.subarray(0, length), this.#sealed);
    await writeFully(this.#handle, this.#sealed.subarray(0, sealedLength), chunkPosition(index));
    current.dirty = false;
    this.#stored = Math.max(this.#stored, index + 1);
  }

  async #fetch(index: number, count: number): Promise<Buffer> {
    const end = Math.min(chunkPosition(index + count), sealedSizeOf(this.#size));
    const sealed = Buffer.allocUnsafe(end - chunkPosition(index));
    if ((await readFully(this.#handle, sealed, chunkPosition(index))) < sealed.length) throw incomplete(this.#path);
    return sealed;
  }

  #mustWrite(): void {
    if (!this.#writable) throw new TypeError(`${this.#path} is open for reading only.`);
  }

  /** One after the other: they share the current chunk. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(() => {
      if (!this.#open) throw new TypeError(`${this.#path} is closed.`);
      return work();
    });
    this.#queue = result.catch(() => undefined);
    return result;
  }
}

/**
 * Drops the chunks at the end that do not verify, as a power cut or a full disk leaves them behind in a file that was being
 * written from start to end. @returns the bytes that are left. @throws FileDamagedError where the header is damaged.
 */
export const dropTornEnd = async (path: string, handle: FileHandle, key: string): Promise<number> => {
  const { seal } = await readHeader(path, handle, key);
  const { size: diskSize } = await handle.stat();
  let index = Math.ceil((diskSize - HEADER_SIZE) / SEALED_CHUNK) - 1;
  for (; index >= 0; index--) {
    const sealed = Buffer.allocUnsafe(Math.min(SEALED_CHUNK, diskSize - chunkPosition(index)));
    const got = sealed.subarray(0, await readFully(handle, sealed, chunkPosition(index)));
    const plain = seal.tryOpen(index, true, got) ?? seal.tryOpen(index, false, got);
    if (plain !== null) return index * CHUNK + plain.length;
    await handle.truncate(chunkPosition(index));
  }
  return 0;
};

const readHeader = async (path: string, handle: FileHandle, key: string): Promise<{ seal: Seal; size: number | null }> => {
  const header = Buffer.alloc(HEADER_SIZE);
  const length = await readFully(handle, header, 0);
  const seal = Seal.of(path, key, header.subarray(0, length));
  return { seal, size: plainSizeOf((await handle.stat()).size) };
};

const incomplete = (path: string): FileDamagedError =>
  new FileDamagedError(path, 'incomplete', 'The end of this file is missing or damaged: it was cut, or never written to its end.');

const whole = (plain: Buffer): Buffer => {
  if (plain.length === CHUNK) return plain;
  const bytes = Buffer.alloc(CHUNK);
  plain.copy(bytes);
  return bytes;
};
