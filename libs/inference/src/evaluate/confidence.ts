import type { EmotionScores } from '#contracts/emotion';
import type { ClassifierManifest } from '#contracts/model-manifest';
import { isUncertain, leadingIndex } from '../classify/scores.ts';

/** One bin of top probabilities, `from` excluded. Calibrated, `accuracy` is what `confidence` promises. */
export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly n: number;
  /** Mean top probability; 0 in an empty bin, as is `accuracy`. */
  readonly confidence: number;
  readonly accuracy: number;
}

/** What is left, and how good it is, where the least certain answers are withheld. */
export interface Selection {
  /** Share of faces that keep an answer. */
  readonly keptShare: number;
  /** Accuracy on those. */
  readonly keptAccuracy: number;
  /** Over the accuracy on all faces, in percentage points. */
  readonly gain: number;
}

/** Equal-width bins of the top class' probability (Guo et al. 2017). */
export function reliability(scores: readonly EmotionScores[], truth: readonly number[], bins = 15): ReliabilityBin[] {
  const filled = Array.from({ length: bins }, () => ({ n: 0, confidence: 0, hits: 0 }));
  scores.forEach((row, index) => {
    const top = leadingIndex(row);
    const bin = filled[Math.min(bins, Math.max(1, Math.ceil(row[top]! * bins))) - 1]!;
    bin.n++;
    bin.confidence += row[top]!;
    if (top === truth[index]) bin.hits++;
  });
  return filled.map(({ n, confidence, hits }, at) => ({
    from: at / bins,
    to: (at + 1) / bins,
    n,
    confidence: n === 0 ? 0 : confidence / n,
    accuracy: n === 0 ? 0 : hits / n,
  }));
}

/** Expected calibration error: how far accuracy is from the promise, over all bins. */
export function calibrationError(bins: readonly ReliabilityBin[]): number {
  const n = bins.reduce((sum, bin) => sum + bin.n, 0);
  return bins.reduce((sum, bin) => sum + bin.n * Math.abs(bin.accuracy - bin.confidence), 0) / Math.max(1, n);
}

/** What the manifest's thresholds for `uncertain` withhold. */
export function keptByThresholds(
  scores: readonly EmotionScores[],
  truth: readonly number[],
  thresholds: ClassifierManifest['uncertain'],
): Selection {
  return selection(
    scores,
    truth,
    scores.map((row) => !isUncertain(row, thresholds)),
  );
}

/** What keeping a certain share of the faces, those with the highest top probabilities, would give: a point of the risk-coverage curve. */
export function keptByShare(scores: readonly EmotionScores[], truth: readonly number[], share: number): Selection {
  const top = scores.map((row) => Math.max(...row));
  const surest = top.map((_, index) => index).sort((a, b) => top[b]! - top[a]! || a - b);
  const kept = new Set(surest.slice(0, Math.round(share * scores.length)));
  return selection(
    scores,
    truth,
    scores.map((_, index) => kept.has(index)),
  );
}

function selection(scores: readonly EmotionScores[], truth: readonly number[], kept: readonly boolean[]): Selection {
  const hits = scores.map((row, index) => leadingIndex(row) === truth[index]);
  const n = kept.filter(Boolean).length;
  if (n === 0) return { keptShare: 0, keptAccuracy: 0, gain: 0 };
  const keptAccuracy = hits.filter((hit, index) => hit && kept[index]!).length / n;
  return { keptShare: n / scores.length, keptAccuracy, gain: (keptAccuracy - hits.filter(Boolean).length / scores.length) * 100 };
}
