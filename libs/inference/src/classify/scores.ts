import type { EmotionScores } from '#contracts/emotion';
import type { ClassifierManifest } from '#contracts/model-manifest';

/** Probabilities of `logits / temperature`; they sum to 1. The temperature calibrates them (Guo et al. 2017). */
export function softmax(logits: ArrayLike<number>, temperature = 1): EmotionScores {
  const values = Array.from(logits);
  const highest = Math.max(...values);
  const powers = values.map((value) => Math.exp((value - highest) / temperature));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

/** The place of the highest score; the first one of equals. */
export function leadingIndex(scores: readonly number[]): number {
  return scores.reduce((best, score, index) => (score > scores[best]! ? index : best), 0);
}

/** True where the top probability, or its lead over the second, is below the model's calibrated thresholds. */
export function isUncertain(scores: EmotionScores, thresholds: ClassifierManifest['uncertain']): boolean {
  const [first = 0, second = 0] = scores.toSorted((a, b) => b - a);
  return first < thresholds.minProbability || first - second < thresholds.minMargin;
}
