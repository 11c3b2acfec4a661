import { type MediaUrl } from '#contracts/recording';
import { ApiError } from '../../api/api-error.ts';

export interface SourceState {
  /** Where the video is played from; null until known. */
  readonly url: string | null;
  /** A copy that browsers play is still being made. */
  readonly preparing: boolean;
  /** Why it cannot be played; null while it can, or while it is being tried. */
  readonly problem: unknown;
}

/** An address is renewed so long before it ends. */
const EARLY_MS = 60_000;
/** A server's clock may be far from the browser's; an address is never renewed more often than this. */
const SOONEST_MS = 30_000;
/** Waits before the tries after a player's failure; after the last one a person is told. */
const RETRIES_MS = [0, 1_000, 4_000];
/** Between questions whether a playable copy is made. */
const PREPARING_MS = 2_000;

/** The player says that it can play nothing of what it got. */
export class NotPlayableError extends Error {
  constructor() {
    super('not-playable');
    this.name = 'NotPlayableError';
  }
}

/** Keeps an address that works: signed addresses end after some minutes, so another one is asked for before, or when the player fails. */
export class VideoSource {
  readonly #load: () => Promise<MediaUrl>;
  readonly #listeners = new Set<() => void>();
  #state: SourceState = { url: null, preparing: false, problem: null };
  #timer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #closed = false;

  constructor(load: () => Promise<MediaUrl>) {
    this.#load = load;
  }

  readonly getState = (): SourceState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Asks for an address; also after a problem, when a person wants to try again. */
  open(): void {
    this.#closed = false;
    this.#failures = 0;
    this.#set({ ...this.#state, problem: null });
    void this.#renew();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  /** The player shows the video. */
  works(): void {
    this.#failures = 0;
  }

  /** The player cannot go on: perhaps the address has ended. */
  failed(): void {
    this.#tryAgain(new NotPlayableError());
  }

  async #renew(): Promise<void> {
    clearTimeout(this.#timer);
    try {
      const { url, expiresAt } = await this.#load();
      if (this.#closed) return;
      this.#set({ url, preparing: false, problem: null });
      this.#renewIn(Math.max(SOONEST_MS, new Date(expiresAt).getTime() - Date.now() - EARLY_MS));
    } catch (problem) {
      if (!this.#closed) this.#refused(problem);
    }
  }

  #refused(problem: unknown): void {
    if (problem instanceof ApiError && problem.code === 'video-not-ready') {
      this.#set({ ...this.#state, preparing: true });
      this.#renewIn(PREPARING_MS);
      return;
    }
    // Whoever says no will say so again.
    if (problem instanceof ApiError && problem.status >= 400 && problem.status < 500) this.#failures = RETRIES_MS.length;
    this.#tryAgain(problem);
  }

  #tryAgain(problem: unknown): void {
    const waitMs = RETRIES_MS[this.#failures];
    this.#failures += 1;
    if (waitMs === undefined) {
      clearTimeout(this.#timer);
      this.#set({ ...this.#state, preparing: false, problem });
    } else {
      this.#renewIn(waitMs);
    }
  }

  #renewIn(ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#renew(), ms);
  }

  #set(state: SourceState): void {
    this.#state = state;
    for (const listener of [...this.#listeners]) listener();
  }
}
