import type { Box } from '#contracts/emotion';
import { overlap, type Face } from '../detect/detector.ts';

/** Intersection over union from which on a box counts as the face. */
export const MATCH_IOU = 0.5;
/** Share of a detection inside a region that is ignored, from which on it belongs to it. */
const MOSTLY = 0.5;

/** What became of one detection: the face it is, an ignored region, or wrong. */
export interface Verdict {
  readonly score: number;
  readonly is: 'face' | 'ignored' | 'wrong';
  /** The face that it is, else null. */
  readonly face: Box | null;
  /** With the face, 0 without one. */
  readonly iou: number;
}

/**
 * Judges the detections in one picture, the surest first: each takes the free face that it covers best, at `MATCH_IOU` or more
 * (Everingham et al. 2010, PASCAL VOC). One that takes none but matches an ignored region, or lies mostly inside one, is neither
 * right nor wrong.
 */
export function judge(found: readonly Face[], faces: readonly Box[], ignored: readonly Box[]): Verdict[] {
  const free = new Set(faces);
  return found
    .toSorted((a, b) => b.score - a.score)
    .map(({ box, score }) => {
      let best: Box | null = null;
      let iou = 0;
      for (const face of free) {
        const shared = overlap(box, face);
        if (shared >= MATCH_IOU && shared > iou) [best, iou] = [face, shared];
      }
      if (best !== null) {
        free.delete(best);
        return { score, is: 'face', face: best, iou };
      }
      const skipped = ignored.some((region) => overlap(box, region) >= MATCH_IOU || shareInside(box, region) >= MOSTLY);
      return { score, is: skipped ? 'ignored' : 'wrong', face: null, iou: 0 };
    });
}

function shareInside(box: Box, region: Box): number {
  const width = Math.min(box[0] + box[2], region[0] + region[2]) - Math.max(box[0], region[0]);
  const height = Math.min(box[1] + box[3], region[1] + region[3]) - Math.max(box[1], region[1]);
  return width <= 0 || height <= 0 ? 0 : (width * height) / (box[2] * box[3]);
}

export interface Detection {
  /** Share of the faces that were found. */
  readonly recall: number;
  /** Share of the detections that are faces, of those that are right or wrong; 1 without any. */
  readonly precision: number;
}

/** @param n faces that were to be found in all pictures together */
export function detection(verdicts: readonly Verdict[], n: number): Detection {
  const right = verdicts.filter((verdict) => verdict.is === 'face').length;
  const wrong = verdicts.filter((verdict) => verdict.is === 'wrong').length;
  return { recall: n === 0 ? 0 : right / n, precision: right + wrong === 0 ? 1 : right / (right + wrong) };
}

/** Recall of the faces of some heights, in pixels. */
export interface HeightRecall {
  readonly from: number;
  /** Not included; null: no limit. */
  readonly to: number | null;
  readonly n: number;
  readonly recall: number;
}

/** @param faces all that were to be found */
export function recallByHeight(verdicts: readonly Verdict[], faces: readonly Box[], limits: readonly number[]): HeightRecall[] {
  const found = new Set(verdicts.map(({ face }) => face));
  return limits.map((from, index) => {
    const to = limits[index + 1] ?? null;
    const group = faces.filter(([, , , height]) => height >= from && (to === null || height < to));
    return { from, to, n: group.length, recall: group.length === 0 ? 0 : group.filter((face) => found.has(face)).length / group.length };
  });
}

export interface CurvePoint extends Detection {
  /** Detections with at least this score. */
  readonly score: number;
}

/** Recall and precision where only detections of a higher score were kept; at most `points`, by quantiles of the right ones' scores. */
export function curve(verdicts: readonly Verdict[], n: number, points = 9): CurvePoint[] {
  const scores = rightScores(verdicts);
  const chosen = Array.from({ length: points }, (_, index) => scores[Math.round((index * (scores.length - 1)) / points)]!);
  return [...new Set(scores.length === 0 ? [] : chosen)].map((score) => pointAt(score, verdicts, n));
}

/** The point of the curve with the highest recall at no less than that precision; null where no threshold reaches it. */
export function atPrecision(verdicts: readonly Verdict[], n: number, precision: number): CurvePoint | null {
  return (
    rightScores(verdicts)
      .map((score) => pointAt(score, verdicts, n))
      .find((point) => point.precision >= precision) ?? null
  );
}

/** Lowest first: for each recall the highest threshold that gives it. */
const rightScores = (verdicts: readonly Verdict[]): number[] =>
  verdicts
    .filter(({ is }) => is === 'face')
    .map(({ score }) => score)
    .sort((a, b) => a - b);

const pointAt = (score: number, verdicts: readonly Verdict[], n: number): CurvePoint => ({
  score,
  ...detection(
    verdicts.filter((verdict) => verdict.score >= score),
    n,
  ),
});
