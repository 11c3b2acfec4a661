import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';

declare const content: unique symbol;
/** Bytes that only a {@link Seal} makes and opens. The brand keeps values in the clear out of columns that hold sealed ones. */
export type Sealed<T> = Uint8Array & { readonly [content]: T };

/** Sealed bytes that do not verify: another key's, another column's, or damaged. */
export class SealBroken extends Error {
  override name = 'SealBroken';
}

const JSON_VALUE = 1;
const BYTES = 2;
const NONCE = 12;
const TAG = 16;

/**
 * AES-256-GCM over values of one subject. A sealed value is: 1 byte (1 JSON, 2 bytes), 12 bytes nonce, ciphertext, 16 bytes tag. Each is bound
 * to the column that it stands in, so that it opens nowhere else.
 */
export class Seal {
  readonly #key: KeyObject;
  readonly #bytes: Buffer;

  /** @param key 32 bytes */
  constructor(key: Uint8Array) {
    this.#bytes = Buffer.from(key);
    this.#key = createSecretKey(this.#bytes);
  }

  /** The key itself, for a thread that opens values: `new Seal(bytes)`. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(this.#bytes);
  }

  /** @param column what the value is, such as `calls.title` */
  seal<T>(column: string, value: T): Sealed<T> {
    const raw = value instanceof Uint8Array;
    const nonce = randomBytes(NONCE);
    const kind = Buffer.of(raw ? BYTES : JSON_VALUE);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce, { authTagLength: TAG });
    cipher.setAAD(boundTo(kind, column));
    const text = cipher.update(raw ? value : Buffer.from(JSON.stringify(value)));
    cipher.final();
    return Buffer.concat([kind, nonce, text, cipher.getAuthTag()]) as unknown as Sealed<T>;
  }

  /** @throws SealBroken */
  open<T>(column: string, sealed: Sealed<T>): T {
    const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
    if (bytes.length < 1 + NONCE + TAG) throw new SealBroken(`${column} is too short to be a sealed value.`);
    const kind = bytes.subarray(0, 1);
    const decipher = createDecipheriv('aes-256-gcm', this.#key, bytes.subarray(1, 1 + NONCE), { authTagLength: TAG });
    decipher.setAAD(boundTo(kind, column));
    decipher.setAuthTag(bytes.subarray(bytes.length - TAG));
    const plain = decipher.update(bytes.subarray(1 + NONCE, bytes.length - TAG));
    try {
      decipher.final();
    } catch {
      throw new SealBroken(`${column} was sealed with another key, or is damaged.`);
    }
    return (kind[0] === BYTES ? Uint8Array.from(plain) : JSON.parse(plain.toString())) as T;
  }

  /** As {@link seal}, for columns that may be null. */
  sealOrNull<T>(column: string, value: T | null): Sealed<T> | null {
    return value === null ? null : this.seal(column, value);
  }

  openOrNull<T>(column: string, sealed: Sealed<T> | null): T | null {
    return sealed === null ? null : this.open(column, sealed);
  }

  /** The same text has the same fingerprint under this key, by which it can be found; without the key it says nothing of the text. 43 characters. */
  fingerprint(text: string): string {
    return createHmac('sha256', this.#bytes).update('fingerprint\0').update(text).digest('base64url');
  }

  /** Another key, of which this one is the root (HKDF-SHA-256, RFC 5869). 64 hex digits. */
  derive(purpose: string): string {
    return Buffer.from(hkdfSync('sha256', this.#bytes, Buffer.alloc(0), purpose, 32)).toString('hex');
  }
}

const boundTo = (kind: Buffer, column: string) => Buffer.concat([kind, Buffer.from(column)]);
