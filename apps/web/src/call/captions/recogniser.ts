import { type CaptionSegment } from '#contracts/transcript';
import { CaptionMaker } from './caption-maker.ts';
import { recognitionClass, type Recognition } from './speech-recognition.ts';

export type RecogniserState = 'off' | 'listening' | 'denied' | 'unreachable' | 'unavailable';

/** Whether this browser can write down what its user says. */
export const canRecognise = (): boolean => recognitionClass() !== null;

/**
 * The browser's speech recognition, kept running: browsers end a session after a pause or a minute, so it is started
 * again until `stop`. Uses recognition on the device where the browser has the language there.
 */
export class Recogniser {
  readonly #maker = new CaptionMaker();
  readonly #now: () => number | null;
  readonly #onSegments: (segments: CaptionSegment[]) => void;
  readonly #onState: (state: RecogniserState) => void;
  #recognition: Recognition | null = null;
  #failures = 0;
  /** Counts stops, so that a start that was overtaken by one knows it. */
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(now: () => number | null, onSegments: (segments: CaptionSegment[]) => void, onState: (state: RecogniserState) => void) {
    this.#now = now;
    this.#onSegments = onSegments;
    this.#onState = onState;
  }

  /** @param language BCP 47, for example `cs-CZ`. */
  async start(language: string): Promise<void> {
    const Recognition = recognitionClass();
    if (Recognition === null) {
      this.#onState('unavailable');
      return;
    }
    this.stop();
    const turn = this.#turn;
    const local = await Recognition.available?.({ langs: [language], processLocally: true }).catch(() => 'unavailable');
    if (turn !== this.#turn) return;
    const recognition = new Recognition();
    recognition.lang = language;
    recognition.continuous = true;
    recognition.interimResults = true;
    if (local === 'available') recognition.processLocally = true;
    recognition.onresult = (event) => {
      const nowMs = this.#now();
      if (nowMs === null) return;
      this.#failures = 0;
      const heard = Array.from(event.results, (result) => ({
        text: result[0]?.transcript ?? '',
        final: result.isFinal,
        confidence: result[0]?.confidence,
      }));
      this.#onSegments(this.#maker.hear(heard, nowMs));
    };
    recognition.onerror = (event) => {
      this.#onError(event.error);
    };
    recognition.onend = () => {
      this.#restart();
    };
    this.#recognition = recognition;
    this.#restart();
    this.#onState('listening');
  }

  stop(): void {
    this.#turn += 1;
    clearTimeout(this.#timer);
    const recognition = this.#recognition;
    this.#recognition = null;
    this.#failures = 0;
    if (recognition === null) return;
    recognition.onend = null;
    recognition.onresult = null;
    recognition.onerror = null;
    recognition.abort();
    this.#onState('off');
  }

  #restart(): void {
    const recognition = this.#recognition;
    if (recognition === null) return;
    this.#timer = setTimeout(
      () => {
        this.#maker.restart();
        try {
          recognition.start();
        } catch {
          // It was still running; its end comes here again.
        }
      },
      Math.min(5_000, this.#failures * 500),
    );
  }

  #onError(error: string): void {
    if (error === 'no-speech' || error === 'aborted') return;
    this.#failures += 1;
    const final =
      error === 'not-allowed' || error === 'audio-capture'
        ? 'denied'
        : error === 'service-not-allowed' || error === 'language-not-supported'
          ? 'unavailable'
          : null;
    if (final === null && this.#failures < 4) return;
    this.stop();
    this.#onState(final ?? 'unreachable');
  }
}
