/** Bytes that stand for nothing: cut short, changed on their way, or of a newer version. */
export class DamagedBytes extends Error {
  override name = 'DamagedBytes';
}

/** Collects whole numbers in as few bytes as they take: seven bits a byte, the low ones first (LEB128). */
export class VarintWriter {
  #bytes: Uint8Array<ArrayBuffer>;
  #length = 0;

  constructor(expectedBytes = 64) {
    this.#bytes = new Uint8Array(expectedBytes);
  }

  byte(value: number): void {
    if (this.#length === this.#bytes.length) this.#grow(1);
    this.#bytes[this.#length++] = value;
  }

  /** `value`: a whole number from 0 to 2^53 - 1. */
  unsigned(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.byte((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.byte(rest);
  }

  /** Numbers near 0 of either sign take few bytes (zigzag). */
  signed(value: number): void {
    this.unsigned(value < 0 ? -2 * value - 1 : 2 * value);
  }

  bytes(value: Uint8Array): void {
    if (this.#length + value.length > this.#bytes.length) this.#grow(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }

  /** What was written, in memory of its own. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  #grow(by: number): void {
    const grown = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + by));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}

/** Reads what {@link VarintWriter} wrote. Throws {@link DamagedBytes} where that ends too early or is no number. */
export class VarintReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** How many bytes are left. */
  get left(): number {
    return this.#bytes.length - this.#at;
  }

  byte(): number {
    const value = this.#bytes[this.#at++];
    if (value === undefined) throw new DamagedBytes('The samples end too early.');
    return value;
  }

  unsigned(): number {
    const first = this.byte();
    if (first < 0x80) return first;
    let value = first - 0x80;
    for (let scale = 0x80; scale <= 2 ** 49; scale *= 0x80) {
      const next = this.byte();
      value += (next & 0x7f) * scale;
      if (next < 0x80 && value <= Number.MAX_SAFE_INTEGER) return value;
      if (next < 0x80) break;
    }
    throw new DamagedBytes('The samples hold a number that is too large.');
  }

  signed(): number {
    const value = this.unsigned();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** The next bytes, without copying them. */
  bytes(length: number): Uint8Array {
    if (length > this.left) throw new DamagedBytes('The samples end too early.');
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}
