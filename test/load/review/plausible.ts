import type { EmotionSample } from '#contracts/emotion';
import { random } from '../../../libs/timeline/src/testing/samples.ts';

export const CLASSES = ['neutral', 'happiness', 'surprise', 'sadness', 'anger', 'disgust', 'fear', 'contempt'];
const STEP_MS = 200;
/** Of a smoothed score, how much is the newest frame's. */
const NEWEST = 0.2;
/** How much likelier a face is neutral than anything else, as a logit. */
const NEUTRAL = 0.4;

/**
 * Samples of one face, five a second: a mood that drifts, the noise of single frames on every class, smoothed with hysteresis, and now and then
 * nobody in the picture. As hard to compress as what a classifier says: nothing repeats.
 */
export function* faceSamples(count: number, seed: number): Generator<EmotionSample> {
  const next = random(seed);
  const mood = CLASSES.map((_, k) => (k === 0 ? NEUTRAL : 0));
  let smoothed = softmax(mood);
  let label = 0;
  for (let i = 0; i < count; i++) {
    const atMs = i * STEP_MS + Math.round(next() * 80) / 10;
    for (let k = 0; k < mood.length; k++) mood[k]! += 0.05 * noise(next) - 0.01 * (mood[k]! - (k === 0 ? NEUTRAL : 0));
    if (i % 3_000 > 2_850) {
      yield { atMs, state: 'no-face', raw: null, smoothed: null, label: null, coverage: 0, faceHeight: null };
      continue;
    }
    const raw = softmax(mood.map((value) => 2 * value + 0.5 * noise(next)));
    smoothed = smoothed.map((value, k) => value * (1 - NEWEST) + raw[k]! * NEWEST);
    const lead = smoothed.indexOf(Math.max(...smoothed));
    if (smoothed[lead]! - smoothed[label]! > 0.08) label = lead;
    yield {
      atMs,
      state: 'ok',
      raw,
      smoothed: [...smoothed],
      label: CLASSES[label]!,
      coverage: Math.round(10 - next()) / 10,
      faceHeight: 90 + 3 * noise(next),
    };
  }
}

/** Sentences of made-up words, the frequent ones short and far more frequent than the others, as in any language. */
export function sentences(count: number, seed: number): string[] {
  const next = random(seed);
  const syllable = () =>
    `${'bcdfghklmnprstvz'[Math.floor(next() * 16)]}${'aeiou'[Math.floor(next() * 5)]}${['', '', 'n', 'r', 's', 't'][Math.floor(next() * 6)]}`;
  const words = Array.from({ length: 3_000 }, (_, rank) =>
    Array.from({ length: 1 + Math.min(2, Math.floor(rank / 60)) + Math.round(next()) }, syllable).join(''),
  );
  const word = () => words[Math.floor(words.length ** next()) - 1]!;
  return Array.from({ length: count }, () => {
    const said = Array.from({ length: 3 + Math.floor(next() * 14) }, word).join(' ');
    return `${said[0]!.toUpperCase()}${said.slice(1)}.`;
  });
}

function softmax(logits: readonly number[]): number[] {
  const powers = logits.map(Math.exp);
  const sum = powers.reduce((total, value) => total + value, 0);
  return powers.map((value) => value / sum);
}

/** Normally distributed (Box and Muller). */
const noise = (next: () => number) => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
