import type { EmotionScores } from '#contracts/emotion';
import { leadingIndex } from '../classify/scores.ts';
import { calibrationError, reliability, type ReliabilityBin } from './confidence.ts';

export interface ClassMetrics {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
  /** How many images truly are of this class. */
  readonly n: number;
}

export interface Metrics {
  readonly n: number;
  readonly accuracy: number;
  /** Mean F1 over the classes that occur. */
  readonly macroF1: number;
  readonly ece: number;
  readonly perClass: Record<string, ClassMetrics>;
  /** `confusion[truth][predicted]`, counts. */
  readonly confusion: number[][];
  /** How many images are of a class, and how many were called so. */
  readonly histogram: Record<string, { readonly truth: number; readonly predicted: number }>;
  readonly reliability: ReliabilityBin[];
}

/**
 * Where there is nothing to count, a share is 0.
 *
 * @param scores probabilities per image
 * @param truth the true class' index per image
 */
export function measure(classes: readonly string[], scores: readonly EmotionScores[], truth: readonly number[]): Metrics {
  const confusion = classes.map(() => classes.map(() => 0));
  scores.forEach((row, index) => confusion[truth[index]!]![leadingIndex(row)]!++);
  const perClass: Record<string, ClassMetrics> = {};
  const histogram: Metrics['histogram'] = {};
  classes.forEach((name, index) => {
    const hits = confusion[index]![index]!;
    const n = sum(confusion[index]!);
    const predicted = sum(confusion.map((row) => row[index]!));
    const precision = share(hits, predicted);
    const recall = share(hits, n);
    perClass[name] = { precision, recall, f1: hits === 0 ? 0 : (2 * precision * recall) / (precision + recall), n };
    histogram[name] = { truth: n, predicted };
  });
  const occurring = Object.values(perClass).filter(({ n }) => n > 0);
  const bins = reliability(scores, truth);
  return {
    n: truth.length,
    accuracy: share(sum(confusion.map((row, index) => row[index]!)), truth.length),
    macroF1: share(sum(occurring.map(({ f1 }) => f1)), occurring.length),
    ece: calibrationError(bins),
    perClass,
    confusion,
    histogram,
    reliability: bins,
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const share = (part: number, of: number): number => (of === 0 ? 0 : part / of);
