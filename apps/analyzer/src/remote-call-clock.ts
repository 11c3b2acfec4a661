/** A call's clock as the server last told it: milliseconds since the call's start. */
export class RemoteCallClock {
  #zero = Infinity;

  /** Of two messages with the clock's time, the one that was less delayed puts its zero earlier. */
  told(nowMs: number, receivedAt = performance.now()): void {
    this.#zero = Math.min(this.#zero, receivedAt - nowMs);
  }

  nowMs(): number {
    return Math.max(0, performance.now() - this.#zero);
  }
}
