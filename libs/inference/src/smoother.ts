import { z } from 'zod';
import { emotionScores, type EmotionSample, type EmotionScores, type SampleState } from '#contracts/emotion';
import { Expressivity, expressivityState } from './smoothing/expressivity.ts';
import { LeadingClass } from './smoothing/leading-class.ts';
import { SlidingWindow } from './smoothing/sliding-window.ts';
import { whileSpeaking, WINDOW_TIMES } from './smoothing/while-speaking.ts';

export interface SmootherOptions {
  /** Names in the order of the scores. */
  readonly classes: readonly string[];
  readonly windowMs: number;
  readonly hysteresis: number;
}

/** What one frame says of one face. */
export interface FrameEstimate {
  readonly state: SampleState;
  readonly scores: EmotionScores | null;
  /** Pixels; null without a face. */
  readonly faceHeight: number | null;
  /** Whether the person is known to speak just now; default false. */
  readonly speaking?: boolean;
}

export const smootherState = z.object({
  entries: z.array(z.object({ atMs: z.number(), scores: emotionScores.nullable(), speaking: z.boolean().default(false) })),
  leading: z.int().nonnegative().nullable(),
  /** Missing in what an earlier version left behind: the baseline begins anew then. */
  expressivity: expressivityState.optional(),
});
/** What it goes on from in another process; JSON. */
export type SmootherState = z.infer<typeof smootherState>;

/** Raw estimates of one face in, samples out: the sliding window, then the leading label. */
export class Smoother {
  readonly #options: SmootherOptions;
  readonly #window: SlidingWindow;
  readonly #leading: LeadingClass;
  readonly #expressivity: Expressivity;
  /** What the window was given and may still hold. */
  #entries: SmootherState['entries'] = [];
  #label: number | null = null;

  constructor(options: SmootherOptions, state?: SmootherState) {
    this.#options = options;
    this.#window = new SlidingWindow(WINDOW_TIMES * options.windowMs);
    this.#leading = new LeadingClass(options.hysteresis);
    this.#expressivity = new Expressivity(state?.expressivity);
    for (const { atMs, scores, speaking } of state?.entries ?? []) this.#add(atMs, scores, speaking);
    const leading = state?.leading ?? null;
    // A probability of 1 makes the stored class lead again, whatever the hysteresis.
    if (leading !== null) this.#label = this.#leading.next(options.classes.map((_, index) => (index === leading ? 1 : 0)));
  }

  get state(): SmootherState {
    return { entries: [...this.#entries], leading: this.#label, expressivity: this.#expressivity.state };
  }

  next(atMs: number, { state, scores, faceHeight, speaking = false }: FrameEstimate): EmotionSample {
    const estimate = state === 'ok' ? scores : null;
    this.#add(atMs, estimate !== null && speaking ? whileSpeaking(estimate, this.#options.classes) : estimate, speaking);
    const smoothed = this.#window.mean;
    this.#label = this.#leading.next(smoothed);
    const expressivity = this.#expressivity.next(atMs, scores);
    return {
      atMs,
      state,
      raw: scores,
      smoothed,
      label: this.#label === null ? null : this.#options.classes[this.#label]!,
      coverage: this.#window.coverage,
      faceHeight,
      ...(expressivity !== null && { expressivity }),
    };
  }

  #add(atMs: number, scores: EmotionScores | null, speaking: boolean): void {
    const { windowMs } = this.#options;
    this.#window.add(atMs, scores, speaking ? WINDOW_TIMES * windowMs : windowMs);
    this.#entries = this.#entries.filter((entry) => entry.atMs > atMs - WINDOW_TIMES * windowMs && entry.atMs <= atMs);
    this.#entries.push({ atMs, scores, speaking });
  }
}
