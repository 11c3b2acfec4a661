import { readFaces } from '#inference/analyse';
import type { Classifier } from '#inference/classify/classifier';
import { pixels } from '#inference/pixels/pixel-kernel';
import { leadingIndex } from '#inference/classify/scores';
import { viewAfter, type View } from '#inference/classify/views';
import { readFaces as readLabelled, type LabelledFace } from '#inference/evaluate/faces';
import { Permit } from '#inference/permit';
import { type Mouth, moveMouth, TalkingMouth } from '#inference/testing/moving-mouth';
import type { Look, Take } from './looks.ts';

/** How many faces of each class; those that are talked over most are the ones that matter most. */
const COUNTS: Readonly<Record<string, number>> = { neutral: 60, happiness: 24, surprise: 24, sadness: 18, anger: 18 };
/** Where FER's mean face has its mouth (`TEMPLATE` in models/training/unlabelled.py). */
const MOUTH: Mouth = { x: 0.5, y: 0.785, halfWidth: 0.15 };
const [DURATION_MS, STEP_MS, SIDE] = [24_000, 200, 72];

/**
 * Faces of FER+'s validation split with moved mouths: what the window's behaviour while its person speaks was chosen on. Only faces that most taggers agree on, and that are right
 * while they are silent, as the others say nothing of talking.
 */
export async function validFaces(classifier: Classifier, data: string): Promise<Take[]> {
  const { classes, labels } = classifier.model;
  const clear = (await readLabelled(data, 'valid', labels, classes)).filter((face) => face.clear);
  const takes: Take[] = [];
  for (const [truth, count] of Object.entries(COUNTS)) {
    const own = clear.filter((face) => classes[face.truth] === truth);
    const every = Math.max(1, Math.floor(own.length / count));
    for (const face of own.filter((_, index) => index % every === 0).slice(0, count)) {
      const looks = await looksAt(classifier, face);
      const silent = looks.filter(({ speaking, result }) => !speaking && result.scores !== null);
      const right = silent.filter(({ result }) => leadingIndex(result.scores!) === face.truth).length;
      if (right >= silent.length / 2) takes.push({ source: 'valid', truth, looks });
    }
  }
  return takes;
}

async function looksAt(classifier: Classifier, { plane, index }: LabelledFace): Promise<Look[]> {
  const values = new Float32Array(SIDE * SIDE);
  pixels.resample(plane, [0, 0, plane.width, plane.height], SIDE, SIDE, values);
  const face = {
    data: Uint8Array.from(values, (value) => Math.max(0, Math.min(255, value + 0.5))),
    width: SIDE,
    height: SIDE,
    stride: SIDE,
  };
  const talking = new TalkingMouth(DURATION_MS, 'valid', index);
  const times = Array.from({ length: DURATION_MS / STEP_MS }, (_, at) => at * STEP_MS);
  let view: View | undefined;
  const results = await readFaces(
    classifier,
    times.map((atMs) => {
      view = viewAfter(view);
      const moved = moveMouth(face, MOUTH, talking.shape(atMs));
      return { state: 'ok', crop: { plane: moved, box: [0, 0, SIDE, SIDE], fit: 'exact', permit: Permit.ofMaterial(), view } };
    }),
  );
  return times.map((atMs, at) => ({ atMs, speaking: talking.speaks(atMs), result: results[at]! }));
}
