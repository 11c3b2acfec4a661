import { FrameAnalyser } from '#inference/analyse';
import type { Classifier } from '#inference/classify/classifier';
import type { Detector } from '#inference/detect/detector';
import { background } from '#inference/testing/drawn-frame';
import { compositeFace, layFace, morph } from '#inference/testing/composite-faces';
import { type Mouth, moveMouth, TalkingMouth } from '#inference/testing/moving-mouth';
import type { Look, Take } from './looks.ts';

/** Where each composite has its mouth. */
const MOUTHS: Readonly<Record<string, Mouth>> = {
  neutral: { x: 0.5, y: 0.83, halfWidth: 0.16 },
  happiness: { x: 0.5, y: 0.835, halfWidth: 0.18 },
  surprise: { x: 0.5, y: 0.81, halfWidth: 0.13 },
  sadness: { x: 0.5, y: 0.78, halfWidth: 0.17 },
  anger: { x: 0.5, y: 0.815, halfWidth: 0.16 },
};
/** So that a mouth that happens to speak mildly decides nothing. */
const SEEDS = 4;
const [DURATION_MS, STEP_MS] = [40_000, 200];
const [WIDTH, HEIGHT, FACE] = [320, 180, 110];
/** A face that is not quite neutral stands for people who look a little like something at rest. */
const AT_REST = { with: 'contempt', share: 0.25 } as const;

/** Composite faces in a call's frame, swaying a little, whose mouths speak and are silent by turns. */
export async function composites(detector: Detector, classifier: Classifier, seeds = SEEDS): Promise<Take[]> {
  const takes: Take[] = [];
  for (const [emotion, mouth] of Object.entries(MOUTHS)) {
    for (let seed = 0; seed < seeds; seed++) {
      const plain = await compositeFace(emotion);
      const face = emotion === 'neutral' && seed % 2 === 1 ? morph(plain, await compositeFace(AT_REST.with), AT_REST.share) : plain;
      const analyser = new FrameAnalyser(detector, classifier);
      const talking = new TalkingMouth(DURATION_MS, 'composite', emotion, seed);
      const looks: Look[] = [];
      for (let atMs = 0; atMs < DURATION_MS; atMs += STEP_MS) {
        const plane = background(WIDTH, HEIGHT);
        const [x, y] = [WIDTH / 2 + 6 * Math.sin(atMs / 1_700), HEIGHT / 2 + 2 + 3 * Math.sin(atMs / 2_300)];
        layFace(plane, moveMouth(face, mouth, talking.shape(atMs)), x, y, FACE, 0.04 * Math.sin(atMs / 2_900));
        const [result] = await analyser.analyse([{ tapId: 'composite', plane, atMs }]);
        looks.push({ atMs, speaking: talking.speaks(atMs), result: result! });
      }
      takes.push({ source: 'composites', truth: emotion, looks });
    }
  }
  return takes;
}
