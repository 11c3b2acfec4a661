/** No codec shows a picture more than sixteen pictures after it was coded. */
export const MOST_REORDERED = 16;

/**
 * Says of each packet, before it is decoded, whether its picture is wanted. Which pictures are is a matter of the order in which they are shown, which is
 * not that of the packets: it is known of a picture once `MOST_REORDERED` packets after it have been read.
 */
export class PicturePlan {
  readonly #wanted: (timestamp: bigint) => boolean;
  /** Time stamps of pictures that were not asked about, in order. */
  readonly #open: bigint[] = [];
  readonly #unwanted = new Set<bigint>();
  #first: bigint | null = null;
  #asked: bigint | null = null;
  #lost = false;

  /** @param wanted is asked about each picture once, in the order in which they are shown */
  constructor(wanted: (timestamp: bigint) => boolean) {
    this.#wanted = wanted;
  }

  /** A packet has been read; null: it has no time stamp. */
  read(timestamp: bigint | null): void {
    // Where time stamps say nothing, or two say the same, nobody knows which picture is which.
    if (timestamp === null || (this.#asked !== null && timestamp <= this.#asked && timestamp > this.#first!)) this.#lost = true;
    if (this.#lost || timestamp === null) return;
    this.#first ??= timestamp;
    let at = this.#open.length;
    while (at > 0 && this.#open[at - 1]! > timestamp) at--;
    if (this.#open[at - 1] === timestamp) this.#lost = true;
    else this.#open.splice(at, 0, timestamp);
  }

  /** Whether the picture of a packet may be left out, which is decoded next. Never of what is shown before the first packet: that may refer to what was cut off. */
  mayLeaveOut(timestamp: bigint): boolean {
    if (this.#lost || this.#first === null) return false;
    while (this.#open.length > 0 && this.#open[0]! <= timestamp) {
      const next = this.#open.shift()!;
      this.#asked = next;
      if (!this.#wanted(next) && next > this.#first) this.#unwanted.add(next);
    }
    return this.#unwanted.delete(timestamp);
  }
}
