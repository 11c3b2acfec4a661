/** Packets may overtake one another by so much before they count as lost. */
const REORDERED_MS = 20;
const ASK_AGAIN_MS = 100;
const ASK_AT_MOST = 3;
/** A lost packet is waited for so long: the sender's own retransmission to the SFU takes a round trip or two. */
export const GIVE_UP_MS = 400;
/** A larger jump is no loss: the stream went on elsewhere. */
const LARGEST_GAP = 500;

interface Missing {
  readonly since: number;
  asked: number;
  askAt: number;
}

/** Which packets of a stream have not come, by unwrapped sequence number; times in milliseconds. */
export class MissingPackets {
  readonly #missing = new Map<number, Missing>();
  #highest: number | null = null;

  /** A packet has come. Answers whether the stream jumped so far that what lies between is not waited for. */
  came(sequence: number, now: number): boolean {
    const next = this.#highest === null ? sequence : this.#highest + 1;
    this.#missing.delete(sequence);
    if (sequence < next) return false;
    this.#highest = sequence;
    if (sequence - next > LARGEST_GAP) {
      this.#missing.clear();
      return true;
    }
    for (let lost = next; lost < sequence; lost++) this.#missing.set(lost, { since: now, asked: 0, askAt: now + REORDERED_MS });
    return false;
  }

  /** Whether any packet from `first` to before `end` is waited for. */
  isAnyIn(first: number, end: number): boolean {
    return [...this.#missing.keys()].some((sequence) => sequence >= first && sequence < end);
  }

  /** Nothing below is needed any more. */
  forgetBelow(sequence: number): void {
    for (const lost of this.#missing.keys()) if (lost < sequence) this.#missing.delete(lost);
  }

  /** The packets to ask for now, in order; each counts as asked for. */
  toAskFor(now: number): number[] {
    const wanted = [...this.#missing].filter(([, { asked, askAt }]) => asked < ASK_AT_MOST && askAt <= now);
    for (const [, entry] of wanted) {
      entry.asked++;
      entry.askAt = now + ASK_AGAIN_MS;
    }
    return wanted.map(([sequence]) => sequence).sort((a, b) => a - b);
  }

  /** The last of the packets that have been waited for long enough; they are forgotten. Null if there is none. */
  giveUp(now: number): number | null {
    let last: number | null = null;
    for (const [sequence, { since }] of this.#missing) if (now - since >= GIVE_UP_MS) last = Math.max(last ?? sequence, sequence);
    if (last !== null) this.forgetBelow(last + 1);
    return last;
  }

  /** When something has to be done again; null while nothing is missing. */
  get nextAt(): number | null {
    let next: number | null = null;
    for (const { since, asked, askAt } of this.#missing.values()) {
      const at = asked < ASK_AT_MOST ? Math.min(askAt, since + GIVE_UP_MS) : since + GIVE_UP_MS;
      next = Math.min(next ?? at, at);
    }
    return next;
  }
}
