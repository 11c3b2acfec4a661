import type { RecogniserState, TranscriptionApiSettings } from '#contracts/speech-link';
import type { Outcome, Recogniser, Recognition } from './recogniser.ts';
import { post } from './post.ts';
import { readTranscription } from './transcription-answer.ts';
import { SAMPLE_RATE } from './voice-activity.ts';
import { wav } from './wav.ts';

/** An utterance that has no words so long after its end gets none. */
const OVERDUE_MS = 60_000;
/** So much sound waits at most; then the oldest is given up. */
const WAITING_SAMPLES = 5 * 60 * SAMPLE_RATE;
/** An utterance that is waited for so long is worth telling. */
const SLOW_MS = 5_000;
/** After so many failures in a row the service counts as down, and is asked once at a time, further and further apart. */
const DOWN_AFTER = 2;
const RETRY_MS = { first: 500, most: 15_000 };
/** No transcription is larger. */
const LARGEST_ANSWER = 2_000_000;
/** Words that a refusal says it by: asking again changes nothing for this utterance. */
const REFUSES_THIS = new Set([400, 413, 415, 422]);

interface Job {
  sounds: Float32Array[];
  samples: number;
  endedAt: number;
  abort: AbortController;
  done: (outcome: Outcome) => void;
}

class TryAgain extends Error {}

/** A service that answers as OpenAI's `/v1/audio/transcriptions` does, asked utterance by utterance. */
export class TranscriptionApi implements Recogniser {
  onState: (() => void) | null = null;
  readonly #settings: TranscriptionApiSettings;
  readonly #overdueMs: number;
  readonly #waiting: Job[] = [];
  readonly #running = new Set<Job>();
  #failures = 0;
  #notBefore = 0;
  #state: RecogniserState = 'running';
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  /** @param overdueMs how long an utterance may wait for its words */
  constructor(settings: TranscriptionApiSettings, overdueMs = OVERDUE_MS) {
    this.#settings = settings;
    this.#overdueMs = overdueMs;
  }

  get state(): RecogniserState {
    return this.#state;
  }

  open(): Recognition {
    const sounds: Float32Array[] = [];
    let job: Job | null = null;
    let aborted = false;
    return {
      push: (sound) => void sounds.push(sound),
      end: () =>
        new Promise((resolve) => {
          if (aborted || this.#closed) return resolve({ dropped: 'failed' });
          const samples = sounds.reduce((sum, { length }) => sum + length, 0);
          job = { sounds, samples, endedAt: performance.now(), abort: new AbortController(), done: resolve };
          this.#waiting.push(job);
          this.#look();
        }),
      abort: () => {
        aborted = true;
        sounds.length = 0;
        if (job !== null) this.#finish(job, { dropped: 'failed' });
      },
    };
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const job of [...this.#running, ...this.#waiting]) this.#finish(job, { dropped: 'failed' });
  }

  /** Starts what may start, gives up what waits for too long, and says how it is going. */
  #look(): void {
    clearTimeout(this.#timer);
    if (this.#closed) return;
    const now = performance.now();
    for (const job of [...this.#waiting, ...this.#running])
      if (now - job.endedAt >= this.#overdueMs) this.#finish(job, { dropped: 'overdue' });
    while (this.#waiting.reduce((sum, { samples }) => sum + samples, 0) > WAITING_SAMPLES)
      this.#finish(this.#waiting[0]!, { dropped: 'overdue' });
    const most = this.#failures >= DOWN_AFTER ? 1 : this.#settings.concurrency;
    while (now >= this.#notBefore && this.#waiting.length > 0 && this.#running.size < most) void this.#try(this.#waiting.shift()!);
    this.#settle(now);
    if (this.#waiting.length + this.#running.size > 0) this.#timer = setTimeout(() => this.#look(), 250).unref();
  }

  async #try(job: Job): Promise<void> {
    this.#running.add(job);
    try {
      const outcome = await this.#ask(job);
      [this.#failures, this.#notBefore] = [0, 0];
      this.#finish(job, outcome);
    } catch (error) {
      if (!(error instanceof TryAgain)) throw error;
      if (!this.#running.delete(job)) return;
      this.#failures++;
      this.#notBefore = performance.now() + Math.min(RETRY_MS.most, RETRY_MS.first * 2 ** Math.min(10, this.#failures - 1));
      // In its turn again: what was said first is written first.
      this.#waiting.unshift(job);
    }
    this.#look();
  }

  async #ask({ sounds, samples, abort }: Job): Promise<Outcome> {
    const { url, key, model, language, timeoutMs } = this.#settings;
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(wav(sounds))], { type: 'audio/wav' }), 'utterance.wav');
    form.set('model', model);
    form.set('response_format', 'verbose_json');
    form.set('temperature', '0');
    if (language !== undefined) form.set('language', language);
    try {
      const encoded = new Request(url, { method: 'POST', body: form });
      const { status, body } = await post(new URL(`${url.endsWith('/') ? url.slice(0, -1) : url}/audio/transcriptions`), {
        body: Buffer.from(await encoded.arrayBuffer()),
        headers: {
          'content-type': encoded.headers.get('content-type') ?? '',
          ...(key !== undefined && { authorization: `Bearer ${key}` }),
        },
        signal: AbortSignal.any([abort.signal, AbortSignal.timeout(timeoutMs)]),
        largestAnswer: LARGEST_ANSWER,
      });
      if (REFUSES_THIS.has(status)) return { dropped: 'failed' };
      const outcome = status === 200 ? readTranscription(json(body), (samples * 1_000) / SAMPLE_RATE) : null;
      if (outcome !== null) return outcome;
    } catch {
      // Refused, hung up, timed out or aborted: told below, without what was sent.
    }
    throw new TryAgain();
  }

  #finish(job: Job, outcome: Outcome): void {
    const at = this.#waiting.indexOf(job);
    if (at >= 0) this.#waiting.splice(at, 1);
    this.#running.delete(job);
    job.sounds.length = 0;
    job.abort.abort();
    job.done(outcome);
  }

  #settle(now: number): void {
    const late = [...this.#waiting, ...this.#running].some(({ endedAt }) => now - endedAt >= SLOW_MS);
    const state = this.#failures >= DOWN_AFTER ? 'down' : late ? 'slow' : 'running';
    if (state === this.#state) return;
    this.#state = state;
    this.onState?.();
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
