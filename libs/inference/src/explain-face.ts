import type { Box, EmotionScores } from '#contracts/emotion';
import type { Classifier, Explanation } from './classify/classifier.ts';
import { view } from './classify/views.ts';
import type { Cutout } from './classify/cutout.ts';
import { cornersOf } from './classify/cut.ts';
import { overlap, type Detector, type Face, type Landmarks } from './detect/detector.ts';
import { shrinkTo } from './detect/shrink.ts';
import { enlarged, smallestFace, times, TRACKER_DEFAULTS } from './detect/tracker.ts';
import type { Plane } from './frame.ts';
import type { Permit } from './permit.ts';

/** A face that was followed in an earlier analysis, in pixels of the plane. */
export interface KnownFace {
  readonly box: Box;
  /** Where it was in the frame analysed before; null where it was not seen there. */
  readonly before: Box | null;
  /** What the analysis came to; the network was shown one side of the face, or both, and so it is again. */
  readonly scores: EmotionScores;
}

export interface FaceExplanation extends Explanation {
  /** Of what the network saw, in pixels of the plane, from its top left on clockwise. */
  readonly corners: ReturnType<typeof cornersOf>;
}

/** Boxes are kept in tenths of a pixel. */
const SAME = 0.97;
const LIKELY = 0.5;

/**
 * What the network makes of a face, and what that rests on: the crop is the one of the analysis in which the face was found. Landmarks
 * are not kept, so they are found again as they were then.
 *
 * @throws ModelError `no-map`
 */
export async function explainFace(
  detector: Detector,
  classifier: Classifier,
  plane: Plane,
  face: KnownFace,
  permit: Permit,
): Promise<FaceExplanation> {
  const landmarks = classifier.model.crop.landmarks === undefined ? undefined : await landmarksOf(detector, plane, face);
  const crop: Cutout = { plane, box: face.box, landmarks };
  const explanations = await classifier.explain(view.options.map((shown) => ({ ...crop, permit, view: shown })));
  const [explanation] = explanations.sort((a, b) => distance(a.scores, face.scores) - distance(b.scores, face.scores));
  return { ...explanation!, corners: cornersOf(crop, classifier.model) };
}

const distance = (a: EmotionScores, b: EmotionScores): number =>
  a.reduce((sum, score, index) => sum + Math.abs(score - (b[index] ?? 0)), 0);

async function landmarksOf(detector: Detector, plane: Plane, { box, before }: KnownFace): Promise<Landmarks | undefined> {
  const { plane: small, scale } = shrinkTo(plane, TRACKER_DEFAULTS.maxPixels);
  const followedFrom = (from: Box) => async () => [await detector.follow(small, times(from, 1 / scale))];
  // In the order in which it may have been found.
  const ways: (() => Promise<(Face | null)[]>)[] = [
    ...(before === null ? [] : [followedFrom(before)]),
    async () => detector.search(small, smallestFace(small, TRACKER_DEFAULTS), before !== null),
    followedFrom(box),
  ];
  let [best, closest]: [Face | null, number] = [null, LIKELY];
  for (const find of ways) {
    for (const found of await find()) {
      if (found === null) continue;
      const face = enlarged(found, scale);
      const close = overlap(face.box, box);
      if (close > closest) [best, closest] = [face, close];
    }
    if (closest > SAME) break;
  }
  return best?.landmarks;
}
