import { leadingIndex } from '../classify/scores.ts';

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
}

/**
 * @param scores probabilities per image
 * @param truth the true class' index per image
 */
export function measure(classes: readonly string[], scores: readonly (readonly number[])[], truth: readonly number[]): Metrics {
  const confusion = classes.map(() => classes.map(() => 0));
  const predicted = scores.map(leadingIndex);
  predicted.forEach((guess, index) => confusion[truth[index]!]![guess]!++);
  const perClass: Record<string, ClassMetrics> = {};
  classes.forEach((name, index) => {
    const hits = confusion[index]![index]!;
    const n = sum(confusion[index]!);
    const guessed = sum(confusion.map((row) => row[index]!));
    const precision = guessed === 0 ? 0 : hits / guessed;
    const recall = n === 0 ? 0 : hits / n;
    perClass[name] = { precision, recall, f1: hits === 0 ? 0 : (2 * precision * recall) / (precision + recall), n };
  });
  const occurring = Object.values(perClass).filter(({ n }) => n > 0);
  return {
    n: truth.length,
    accuracy: sum(confusion.map((row, index) => row[index]!)) / truth.length,
    macroF1: sum(occurring.map(({ f1 }) => f1)) / occurring.length,
    ece: calibrationError(scores, truth),
    perClass,
    confusion,
  };
}

/** Expected calibration error of the top class: 15 bins of equal width (Guo et al. 2017). */
export function calibrationError(scores: readonly (readonly number[])[], truth: readonly number[], bins = 15): number {
  const confidence = new Float64Array(bins);
  const hits = new Float64Array(bins);
  scores.forEach((row, index) => {
    const top = leadingIndex(row);
    const bin = Math.min(bins, Math.max(1, Math.ceil(row[top]! * bins))) - 1;
    confidence[bin]! += row[top]!;
    if (top === truth[index]) hits[bin]!++;
  });
  return hits.reduce((error, count, bin) => error + Math.abs(count - confidence[bin]!), 0) / scores.length;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
