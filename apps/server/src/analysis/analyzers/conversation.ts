import { Logger } from '@nestjs/common';
import { fromAnalyzer, type FromAnalyzer, type ToAnalyzer } from '#contracts/analyzer-link';
import { SilenceWatch } from '../../processes/silence-watch.ts';

const logger = new Logger('Analysis');

const PING_INTERVAL_MS = 500;
const HANGS_AFTER_MS = 5_000;
/** Loading a model on a busy machine takes its time. */
const START_TIMEOUT_MS = 60_000;

export interface ConversationParts {
  send: (message: ToAnalyzer) => void;
  /** Everything that it says but answers to pings. */
  hear: (message: Exclude<FromAnalyzer, { type: 'pong' }>) => void;
  /** It has said nothing for too long and is to be ended. */
  hangs: (silentMs: number) => void;
  /** It said something that does not fit, which was dropped. */
  misfit?: () => void;
}

/** What is said with one analyzer process over one connection: parsed, and watched by pings for silence and for how long answers take. */
export class Conversation {
  readonly #parts: ConversationParts;
  readonly #silence: SilenceWatch;
  readonly #pings: NodeJS.Timeout;
  #ready = false;
  #asked = { n: 0, at: performance.now() };
  #lastMs: number | null = null;
  #roundTripMs: number | null = null;

  constructor(parts: ConversationParts) {
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
    const parsed = fromAnalyzer.safeParse(message);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      logger.error(`An analyzer sent a message that does not fit the link, at "${issue?.path.join('.')}".`);
      return this.#parts.misfit?.();
    }
    if (parsed.data.type === 'ready') this.#ready = true;
    this.#silence.heard(this.#ready ? HANGS_AFTER_MS : START_TIMEOUT_MS);
    if (parsed.data.type === 'pong') this.#answered(parsed.data.n);
    else this.#parts.hear(parsed.data);
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
