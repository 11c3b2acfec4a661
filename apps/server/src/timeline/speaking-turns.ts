import type { SpeakingTurn } from '#contracts/call';

/** A pause shorter than this does not end a turn. */
export const MERGE_GAP_MS = 1_000;
/** Shorter than this is a cough or an echo, no turn. */
export const MIN_TURN_MS = 300;

/** Joins a participant's pieces that touch or nearly touch, drops what is too short, orders by start. */
export function mergeTurns(pieces: SpeakingTurn[]): SpeakingTurn[] {
  const merged: SpeakingTurn[] = [];
  const last = new Map<string, SpeakingTurn>();
  for (const piece of [...pieces].sort((a, b) => a.startMs - b.startMs)) {
    const before = last.get(piece.participantId);
    if (before !== undefined && piece.startMs - before.endMs <= MERGE_GAP_MS) {
      before.endMs = Math.max(before.endMs, piece.endMs);
      continue;
    }
    const turn = { ...piece };
    last.set(piece.participantId, turn);
    merged.push(turn);
  }
  return merged.filter((turn) => turn.endMs - turn.startMs >= MIN_TURN_MS);
}

/** Follows who is the active speaker of one call and hands out pieces of turns. */
export class TurnTracker {
  #speaker: string | null = null;
  #since = 0;
  #pieces: SpeakingTurn[] = [];

  /** From `atMs` on this participant speaks; null: nobody. */
  speak(participantId: string | null, atMs: number): void {
    if (participantId === this.#speaker) return;
    this.#cut(atMs);
    this.#speaker = participantId;
  }

  /** Everything up to `atMs` not yet taken; a turn that goes on is cut there and joined again when read. */
  take(atMs: number): SpeakingTurn[] {
    this.#cut(atMs);
    const pieces = this.#pieces;
    this.#pieces = [];
    return pieces;
  }

  #cut(atMs: number): void {
    if (this.#speaker !== null && atMs > this.#since)
      this.#pieces.push({ participantId: this.#speaker, startMs: this.#since, endMs: atMs });
    this.#since = atMs;
  }
}
