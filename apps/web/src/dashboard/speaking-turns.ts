import { type SpeakingTurn } from '#contracts/call';

/** Turns shorter than this are coughs and clicks. */
const SHORTEST_MS = 150;

/** Speaking turns from stored ones and from live changes of the active speaker. */
export class SpeakingTurns {
  #closed: SpeakingTurn[] = [];
  #open: { participantId: string; startMs: number; endMs: number } | null = null;

  /** Whoever spoke before stops; null: nobody speaks. */
  start(participantId: string | null, nowMs: number): void {
    const open = this.#open;
    if (open?.participantId === participantId) return;
    if (open !== null) {
      this.#closed = this.#closed.filter((turn) => turn !== open);
      if (nowMs - open.startMs >= SHORTEST_MS) this.#closed.push({ ...open, endMs: nowMs });
    }
    this.#open = participantId === null ? null : { participantId, startMs: nowMs, endMs: nowMs };
    if (this.#open !== null) this.#closed.push(this.#open);
  }

  /** Stored turns are right up to `untilMs`; live ones that ended before are theirs. */
  mergeStored(stored: readonly SpeakingTurn[], untilMs: number): void {
    const open = this.#open;
    const later = this.#closed.filter((turn) => turn === open || turn.endMs > untilMs);
    const known = new Set(later.map((turn) => `${turn.participantId} ${Math.round(turn.startMs / 1_000)}`));
    this.#closed = [...stored.filter((turn) => !known.has(`${turn.participantId} ${Math.round(turn.startMs / 1_000)}`)), ...later];
  }

  /** All turns; the open one lasts until now. */
  until(nowMs: number): readonly SpeakingTurn[] {
    if (this.#open !== null) this.#open.endMs = nowMs;
    return this.#closed;
  }
}
