import { LEASE_EVERY_MS, LEASE_MS } from '#contracts/analyzer-link';

export interface LeaseParts {
  /** Asks the server which taps may go on. `askedAt`: this process' monotonic clock, which the answer brings back. */
  ask: (askedAt: number) => void;
  /** A tap's lease has run out: it is to be closed now. */
  expire: (tapId: string) => void;
  now?: () => number;
}

/** Looked at this often, so that a tap is gone at most so long after its lease. */
const LOOK_EVERY_MS = LEASE_EVERY_MS / 2;

/**
 * Permission to analyse, tap by tap, that ends by itself unless the server renews it. A lease counts from the question, not from
 * the answer, so answers that are late allow nothing: a server that is blocked, stopped or gone, and an analyzer that was stopped
 * itself, all lead to the same end. See LEASE_MS.
 */
export class TapLeases {
  readonly #parts: Required<LeaseParts>;
  /** By tap: until when. A new tap may not be analysed before its first answer, but has the time to get it. */
  readonly #leases = new Map<string, { untilMs: number; granted: boolean }>();
  #askedAt = -Infinity;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: LeaseParts) {
    this.#parts = { now: () => performance.now(), ...parts };
  }

  add(tapId: string): void {
    this.#leases.set(tapId, { untilMs: this.#parts.now() + LEASE_MS, granted: false });
    this.#timer ??= setInterval(() => this.look(), LOOK_EVERY_MS).unref();
    this.#ask();
  }

  remove(tapId: string): void {
    this.#leases.delete(tapId);
    if (this.#leases.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Asked before each frame is looked at and before each result is given on: the clock decides, not a timer that may be late. */
  holds(tapId: string): boolean {
    const lease = this.#leases.get(tapId);
    return lease?.granted === true && this.#parts.now() < lease.untilMs;
  }

  /** The server's answer. A tap that it does not name is one that it does not want. */
  renew(askedAt: number, tapIds: readonly string[]): void {
    const now = this.#parts.now();
    const untilMs = askedAt + LEASE_MS;
    if (now >= untilMs) return;
    for (const [tapId, lease] of [...this.#leases]) {
      // What has run out stays so, also where the timer has not noticed yet.
      if (now >= lease.untilMs) this.#end(tapId);
      else if (tapIds.includes(tapId))
        this.#leases.set(tapId, { untilMs: Math.max(untilMs, lease.granted ? lease.untilMs : 0), granted: true });
      else if (lease.granted) this.#end(tapId);
    }
  }

  /** Ends what has run out, and asks for the rest. */
  look(): void {
    const now = this.#parts.now();
    for (const [tapId, { untilMs }] of [...this.#leases]) if (now >= untilMs) this.#end(tapId);
    if (this.#leases.size > 0 && now - this.#askedAt >= LEASE_EVERY_MS - 1) this.#ask();
  }

  #ask(): void {
    this.#askedAt = this.#parts.now();
    this.#parts.ask(this.#askedAt);
  }

  #end(tapId: string): void {
    this.remove(tapId);
    this.#parts.expire(tapId);
  }
}
