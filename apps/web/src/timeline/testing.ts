import { type EmotionSample, type SampleState } from '#contracts/emotion';
import { SampleColumns } from '#contracts/sample-columns';

export const FERPLUS = ['neutral', 'happiness', 'surprise', 'sadness', 'anger', 'disgust', 'fear', 'contempt'];

/** Scores in which class `lead` has `probability` and the others share the rest. */
export function scores(lead: number, probability = 0.72, classes = 8): number[] {
  return Array.from({ length: classes }, (_, k) => (k === lead ? probability : (1 - probability) / (classes - 1)));
}

/** A sample with an estimate. */
export function seen(atMs: number, lead = 0, probability = 0.72): EmotionSample {
  return {
    atMs,
    state: 'ok',
    raw: scores(lead, probability),
    smoothed: scores(lead, probability),
    label: FERPLUS[lead]!,
    coverage: 1,
    faceHeight: 90,
  };
}

/** A sample without an estimate. */
export function unseen(atMs: number, state: SampleState): EmotionSample {
  return { atMs, state, raw: null, smoothed: null, label: null, coverage: 0, faceHeight: null };
}

/** `count` samples 200 ms apart. */
export function stretch(
  fromMs: number,
  count: number,
  make: (atMs: number, place: number) => EmotionSample = (atMs) => seen(atMs),
): EmotionSample[] {
  return Array.from({ length: count }, (_, place) => make(fromMs + place * 200, place));
}

export interface DrawCall {
  name: string;
  args: unknown[];
  fillStyle: unknown;
}

/** The same as columns. */
export const columnsOf = (samples: readonly EmotionSample[], classes: readonly string[] = FERPLUS) => SampleColumns.of(classes, samples);

/** A 2D context that draws nothing and remembers every call with the fill it would have used. */
export function recordingContext() {
  const calls: DrawCall[] = [];
  const properties: Record<string, unknown> = { fillStyle: '', strokeStyle: '', lineWidth: 1, font: '' };
  const ctx = new Proxy(properties, {
    get: (target, name: string) => {
      if (name in target) return target[name];
      if (name === 'measureText') return (text: string) => ({ width: text.length * 6 });
      return (...args: unknown[]) => {
        calls.push({ name, args, fillStyle: target['fillStyle'] });
      };
    },
    set: (target, name: string, value) => {
      target[name] = value;
      return true;
    },
  });
  return { ctx: ctx as unknown as CanvasRenderingContext2D, calls, named: (name: string) => calls.filter((call) => call.name === name) };
}
