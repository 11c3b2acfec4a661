import type { EmotionSample } from '#contracts/emotion';
import type { FaceTimeline } from '#contracts/recording-link';
import { SampleColumns } from '#contracts/sample-columns';

/** For specs: three classes are enough. */
export const CLASSES = ['neutral', 'happiness', 'sadness'];
export const STEP_MS = 200;

export function ok(atMs: number, label: string, probability = 0.8): EmotionSample {
  const scores = CLASSES.map((name) => (name === label ? probability : (1 - probability) / 2));
  return { atMs, state: 'ok', raw: scores, smoothed: scores, label, coverage: 1, faceHeight: 90 };
}

export const none = (atMs: number, state: EmotionSample['state']): EmotionSample => ({
  atMs,
  state,
  raw: null,
  smoothed: null,
  label: null,
  coverage: 0,
  faceHeight: null,
});

export function run(fromMs: number, toMs: number, label: string, probability?: number): EmotionSample[] {
  return Array.from({ length: Math.round((toMs - fromMs) / STEP_MS) }, (_, i) => ok(fromMs + i * STEP_MS, label, probability));
}

export function runOf(fromMs: number, toMs: number, state: EmotionSample['state']): EmotionSample[] {
  return Array.from({ length: Math.round((toMs - fromMs) / STEP_MS) }, (_, i) => none(fromMs + i * STEP_MS, state));
}

export const columnsOf = (samples: readonly EmotionSample[], classes: readonly string[] = CLASSES) => SampleColumns.of(classes, samples);

export const faceOf = (face: number, samples: EmotionSample[], name = `Face ${face}`): FaceTimeline & { participantId: string } => ({
  face,
  name,
  samples: columnsOf(samples),
  participantId: `${String(face).repeat(8)}-1111-4111-8111-111111111111`,
});

/** The same numbers for the same seed, 0-1 (Mulberry32). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A face that comes, goes and changes at random, at uneven steps. */
export function randomSamples(seed: number, durationMs: number): EmotionSample[] {
  const next = random(seed);
  const samples: EmotionSample[] = [];
  let label = CLASSES[0]!;
  for (let atMs = next() * 1_000; atMs < durationMs; atMs += 20 + next() * 400) {
    if (next() < 0.1) label = CLASSES[Math.floor(next() * CLASSES.length)]!;
    samples.push(next() < 0.1 ? none(atMs, next() < 0.5 ? 'no-face' : 'uncertain') : ok(atMs, label, 0.4 + next() * 0.6));
  }
  return samples;
}
