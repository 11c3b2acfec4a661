/** Memory for pictures that any thread can read, used again and again: made anew for each, it would keep the garbage collector busy. */
export class PlaneMemory {
  readonly #spare: Uint8Array[] = [];

  /** So many bytes, with whatever was in them. */
  take(bytes: number): Uint8Array {
    for (let one = this.#spare.pop(); one !== undefined; one = this.#spare.pop()) if (one.length === bytes) return one;
    return new Uint8Array(new SharedArrayBuffer(bytes));
  }

  /** Nobody reads it any more. */
  giveBack(memory: Uint8Array): void {
    this.#spare.push(memory);
  }
}
