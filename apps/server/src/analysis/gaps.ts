import type { EmotionSample } from '#contracts/emotion';

/** A participant with consent in force whose camera the call has seen: when they were last accounted for. */
interface Watched {
  /** On the monotonic clock of this process. */
  accountedAt: number;
}

/**
 * Says `paused` on the timeline while no estimate comes although consent is in force: the camera is muted or gone, or the
 * analyzer is away. Once at the beginning of a gap, then once every `intervalMs` while it lasts.
 */
export class Gaps {
  readonly #intervalMs: number;
  readonly #watched = new Map<string, Watched>();

  /** `intervalMs` must exceed the distance of two samples, or a gap would be seen between them. */
  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs;
  }

  get watched(): string[] {
    return [...this.#watched.keys()];
  }

  watch(participantId: string, now: number): void {
    if (!this.#watched.has(participantId)) this.#watched.set(participantId, { accountedAt: now });
  }

  /** Answers whether they were watched. */
  unwatch(participantId: string): boolean {
    return this.#watched.delete(participantId);
  }

  /** A sample, paused or not, has been given for this participant. */
  account(participantId: string, now: number): void {
    const watched = this.#watched.get(participantId);
    if (watched !== undefined) watched.accountedAt = now;
  }

  /** Participants who have had no sample for too long. */
  overdue(now: number): string[] {
    return [...this.#watched]
      .filter(([, { accountedAt }]) => now - accountedAt >= this.#intervalMs)
      .map(([participantId]) => participantId);
  }
}

export function pausedSample(atMs: number): EmotionSample {
  return { atMs, state: 'paused', raw: null, smoothed: null, label: null, coverage: 0, faceHeight: null };
}
