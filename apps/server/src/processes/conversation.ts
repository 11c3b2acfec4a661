import { Logger } from '@nestjs/common';
import type { z } from 'zod';
import { SilenceWatch } from './silence-watch.ts';

const logger = new Logger('Programs');

const PING_INTERVAL_MS = 500;
const HANGS_AFTER_MS = 5_000;
/** Loading a model on a busy machine takes its time. */
const START_TIMEOUT_MS = 60_000;

/** What every program says: it is ready for work, and answers pings. */
type Said = { type: string } | { type: 'ready' } | { type: 'pong'; n: number };
export type Heard<S extends Said> = Exclude<S, { type: 'pong' }>;

export interface ConversationParts<S extends Said> {
  /** Of what it says. */
  schema: z.ZodType<S>;
  send: (message: { type: 'ping'; n: number }) => void;
  /** Everything that it says but answers to pings. */
  hear: (message: Heard<S>) => void;
  /** It has said nothing for too long and is to be ended. */
  hangs: (silentMs: number) => void;
  /** It said something that does not fit, which was dropped. */
  misfit?: () => void;
}

/** What is said with one program over one connection: parsed, and watched by pings for silence and for how long answers take. */
export class Conversation<S extends Said> {
  readonly #parts: ConversationParts<S>;
  readonly #silence: SilenceWatch;
  readonly #pings: NodeJS.Timeout;
  #ready = false;
  #asked = { n: 0, at: performance.now() };
  #lastMs: number | null = null;
  #roundTripMs: number | null = null;

  constructor(parts: ConversationParts<S>) {
    this.#parts = parts;
    this.#silence = new SilenceWatch(parts.hangs, START_TIMEOUT_MS);
    this.#pings = setInterval(() => {
      this.#asked = { n: this.#asked.n + 1, at: performance.now() };
      parts.send({ type: 'ping', n: this.#asked.n });
    }, PING_INTERVAL_MS).unref();
  }

  get silentMs(): number {
    return this.#silence.silentMs;
  }

  /** The shorter of the last two, so that one late answer, perhaps by this process's own fault, makes nobody slow; null before the first. */
  get roundTripMs(): number | null {
    return this.#roundTripMs;
  }

  receive(message: unknown): void {
    const parsed = this.#parts.schema.safeParse(message);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      logger.error(`A program sent a message that does not fit the link, at "${issue?.path.join('.')}".`);
      return this.#parts.misfit?.();
    }
    const said: S = parsed.data;
    if (said.type === 'ready') this.#ready = true;
    this.#silence.heard(this.#ready ? HANGS_AFTER_MS : START_TIMEOUT_MS);
    if (said.type === 'pong' && 'n' in said) this.#answered(said.n);
    else this.#parts.hear(said as Heard<S>);
  }

  close(): void {
    clearInterval(this.#pings);
    this.#silence.close();
  }

  #answered(n: number): void {
    // An answer to an earlier ping took at least as long as there is between two.
    const tookMs = performance.now() - this.#asked.at + Math.max(0, this.#asked.n - n) * PING_INTERVAL_MS;
    this.#roundTripMs = Math.min(tookMs, this.#lastMs ?? tookMs);
    this.#lastMs = tookMs;
  }
}
