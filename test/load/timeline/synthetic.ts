import { type EmotionSample } from '#contracts/emotion';

export const CLASSES = ['neutral', 'happiness', 'surprise', 'sadness', 'anger', 'disgust', 'fear', 'contempt'];

/** A plausible sample: moods of some seconds with noise on single frames, and now and then nobody in the picture. */
export function sampleAt(atMs: number): EmotionSample {
  if (atMs % 300_000 > 280_000) return { atMs, state: 'no-face', raw: null, smoothed: null, label: null, coverage: 0, faceHeight: null };
  const mood = Math.floor(Math.abs(Math.sin(Math.floor(atMs / 9_000) * 12.9898)) * 8);
  const noise = (k: number) => Math.abs(Math.sin(atMs * 0.013 + k * 78.233));
  const raw = normal(CLASSES.map((_, k) => 0.05 + 0.2 * noise(k) + (k === mood ? 1 : 0)));
  const smoothed = normal(CLASSES.map((_, k) => 0.1 + 0.05 * Math.sin(atMs / 3_000 + k) + (k === mood ? 1 : 0)));
  return { atMs, state: 'ok', raw, smoothed, label: CLASSES[mood]!, coverage: 1, faceHeight: 90 };
}

function normal(weights: number[]): number[] {
  const sum = weights.reduce((total, weight) => total + weight);
  return weights.map((weight) => weight / sum);
}
