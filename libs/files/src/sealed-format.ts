import { createCipheriv, createDecipheriv, createSecretKey, hkdfSync, randomBytes, timingSafeEqual, type KeyObject } from 'node:crypto';
import { FileDamagedError } from './file-damaged-error.ts';

/** The layout of a sealed file on disk: see the folder's README. */
export const CHUNK = 64 * 1024;
export const HEADER_SIZE = 64;
const VERSION = 1;
const MAGIC = Buffer.from('ATTSEAL\0', 'latin1');
const NONCE = 12;
const TAG = 16;
/** What sealing adds to a chunk. */
export const SEAL_OVERHEAD = NONCE + TAG;
export const SEALED_CHUNK = CHUNK + SEAL_OVERHEAD;

/** Index of the last chunk of a file with `size` bytes; an empty file has one empty chunk. */
export const lastChunkOf = (size: number): number => (size === 0 ? 0 : Math.ceil(size / CHUNK) - 1);

/** Bytes on disk of a sealed file with `size` bytes. */
export const sealedSizeOf = (size: number): number => HEADER_SIZE + size + (lastChunkOf(size) + 1) * SEAL_OVERHEAD;

/** Where chunk `index` lies on disk. */
export const chunkPosition = (index: number): number => HEADER_SIZE + index * SEALED_CHUNK;

/** Bytes in a sealed file that has `diskSize` bytes on disk; null where no sealed file has that many. */
export const plainSizeOf = (diskSize: number): number | null => {
  const rest = (diskSize - HEADER_SIZE) % SEALED_CHUNK;
  const whole = Math.floor((diskSize - HEADER_SIZE) / SEALED_CHUNK);
  if (diskSize < HEADER_SIZE + SEAL_OVERHEAD) return null;
  if (rest === 0) return whole * CHUNK;
  if (rest < SEAL_OVERHEAD || (rest === SEAL_OVERHEAD && whole > 0)) return null;
  return whole * CHUNK + rest - SEAL_OVERHEAD;
};

/** Seals and opens the chunks of one file. */
export class Seal {
  /** The file's first bytes. */
  readonly header: Buffer;
  readonly #path: string;
  readonly #key: KeyObject;
  /** Header, chunk index (8 bytes), 1 for the last chunk: what every chunk is bound to. */
  readonly #bound: Buffer;

  private constructor(path: string, header: Buffer, key: Buffer) {
    this.#path = path;
    this.header = header;
    this.#key = createSecretKey(key);
    this.#bound = Buffer.concat([header, Buffer.alloc(9)]);
  }

  /** For a new file: a fresh salt, hence a key of its own. */
  static create(path: string, masterKey: string): Seal {
    const header = Buffer.alloc(HEADER_SIZE);
    MAGIC.copy(header, 0);
    header.writeUInt8(VERSION, 8);
    header.writeUInt32BE(CHUNK, 12);
    randomBytes(32).copy(header, 16);
    const { key, check } = derive(masterKey, header.subarray(16, 48));
    check.copy(header, 48);
    return new Seal(path, header, key);
  }

  /** @throws FileDamagedError where the header is no sealed file's, or another key's. */
  static of(path: string, masterKey: string, header: Buffer): Seal {
    if (header.length < HEADER_SIZE || !header.subarray(0, 8).equals(MAGIC)) {
      throw new FileDamagedError(path, 'not-sealed', 'This is not a sealed file, or its first bytes are damaged.');
    }
    if (header.readUInt8(8) !== VERSION || header.readUInt32BE(12) !== CHUNK) {
      throw new FileDamagedError(
        path,
        'not-sealed',
        `This file was sealed by another version (${header.readUInt8(8)}) of Attune; this one reads version ${VERSION}.`,
      );
    }
    const { key, check } = derive(masterKey, header.subarray(16, 48));
    if (!timingSafeEqual(check, header.subarray(48, 64))) {
      throw new FileDamagedError(
        path,
        'other-key',
        'This file was sealed with another key, or its first bytes are damaged. Give the key it was written with.',
      );
    }
    return new Seal(path, header, key);
  }

  /** Writes nonce, ciphertext and tag of a chunk into `target`; returns how many bytes that took. */
  seal(index: number, last: boolean, plain: Uint8Array, target: Buffer): number {
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce, { authTagLength: TAG });
    cipher.setAAD(this.#boundTo(index, last));
    nonce.copy(target, 0);
    cipher.update(plain).copy(target, NONCE);
    cipher.final();
    cipher.getAuthTag().copy(target, NONCE + plain.length);
    return plain.length + SEAL_OVERHEAD;
  }

  /** @returns the chunk's bytes, or null where they do not verify. */
  tryOpen(index: number, last: boolean, sealed: Buffer): Buffer | null {
    if (sealed.length < SEAL_OVERHEAD) return null;
    const decipher = createDecipheriv('aes-256-gcm', this.#key, sealed.subarray(0, NONCE), { authTagLength: TAG });
    decipher.setAAD(this.#boundTo(index, last));
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG));
    const plain = decipher.update(sealed.subarray(NONCE, sealed.length - TAG));
    try {
      decipher.final();
    } catch {
      return null;
    }
    return plain;
  }

  /** @throws FileDamagedError where the chunk does not verify. */
  open(index: number, last: boolean, sealed: Buffer): Buffer {
    const plain = this.tryOpen(index, last, sealed);
    if (plain === null) {
      const from = index * CHUNK;
      throw new FileDamagedError(
        this.#path,
        'damaged',
        `The bytes from ${from} on (64 KiB) are damaged: they are not what was written. Restore the file from a backup.`,
      );
    }
    return plain;
  }

  #boundTo(index: number, last: boolean): Buffer {
    this.#bound.writeBigUInt64BE(BigInt(index), HEADER_SIZE);
    this.#bound.writeUInt8(last ? 1 : 0, HEADER_SIZE + 8);
    return this.#bound;
  }
}

/** HKDF-SHA-256 (RFC 5869): the file's key, and 16 bytes that tell a wrong key from damage. */
const derive = (masterKey: string, salt: Buffer): { key: Buffer; check: Buffer } => {
  if (!/^[0-9a-f]{64}$/i.test(masterKey)) throw new TypeError('A key has 64 hex digits.');
  const bytes = Buffer.from(hkdfSync('sha256', Buffer.from(masterKey, 'hex'), salt, 'attune sealed file 1', 48));
  return { key: bytes.subarray(0, 32), check: bytes.subarray(32) };
};
