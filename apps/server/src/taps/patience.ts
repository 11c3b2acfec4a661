import type { Tap } from './tap.ts';

/** A tap whose camera is on and that brings nothing for so long is opened anew. */
const SILENT_MS = 15_000;
/** One that has never brought anything is not waited for so long, once: what it was opened on may never have been connected. */
const FIRST_WITHIN_MS = 4_000;

/** How long a participant's tap may bring nothing. */
export class Patience {
  /** Participants whose tap was opened anew early, and has not brought anything since. */
  readonly #retried = new Set<string>();

  isOver(participantId: string, tap: Tap): boolean {
    const limitMs = this.isEarly(participantId, tap) ? FIRST_WITHIN_MS : SILENT_MS;
    return !tap.paused && performance.now() - tap.aliveAt > limitMs;
  }

  /** Whether the tap is to be tried anew early. */
  isEarly(participantId: string, { brought }: Tap): boolean {
    return !brought && !this.#retried.has(participantId);
  }

  retried(participantId: string): void {
    this.#retried.add(participantId);
  }

  brought(participantId: string): void {
    this.#retried.delete(participantId);
  }
}
