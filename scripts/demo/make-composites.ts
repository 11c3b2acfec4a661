/**
 * Makes `test/fixtures/faces/<class>.png` from a FER+ folder: for each class the pixel mean of many faces on which the taggers agreed
 * most. A mean of so many shows no person. Run: `node scripts/with-node.mjs scripts/demo/make-composites.ts DIR`.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { EMOTIONS, type EmotionName } from '#contracts/emotion';
import { loadFaceClassifier, type FaceClassifier } from './face-classifier.ts';
import { readTrainFaces, SIDE, type LabelledFace } from './fer-faces.ts';
import { alignTo, correlation, mean, meanAround, mirror, standardise, type Plane } from './mean-face.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const FIXTURES = path.join(ROOT, 'test/fixtures/faces');
const OUTPUT_SIDE = 192;
/** The most unanimous faces of a class that are looked at, and how many of them a mean is made of. */
const CANDIDATES = 1500;
const LEAST_AGREEMENT = 0.4;
const KEEP = 60;
/** Means are tried around so many of the most unanimous faces. */
const SEEDS = 80;

function candidates(faces: readonly LabelledFace[], emotion: EmotionName): Plane[] {
  return faces
    .filter((face) => face.emotion === emotion && face.agreement >= LEAST_AGREEMENT)
    .sort((a, b) => b.agreement - a.agreement)
    .slice(0, CANDIDATES)
    .map((face) => standardise(face.pixels));
}

/** Enlarged smoothly, sharpened by an unsharp mask and stretched, since a mean is soft and grey. */
async function toPng(face: Plane): Promise<Buffer> {
  const sorted = [...face].sort((a, b) => a - b);
  const [low, high] = [sorted[Math.floor(sorted.length * 0.01)]!, sorted[Math.floor(sorted.length * 0.99)]!];
  const grey = Buffer.from(face.map((value) => Math.min(255, Math.max(0, 60 + (145 * (value - low)) / (high - low)))));
  return sharp(grey, { raw: { width: SIDE, height: SIDE, channels: 1 } })
    .resize(OUTPUT_SIDE, OUTPUT_SIDE, { kernel: 'cubic' })
    .sharpen({ sigma: 4, m1: 1, m2: 1 })
    .toColourspace('b-w')
    .png({ compressionLevel: 9 })
    .toBuffer();
}

interface Composite {
  png: Buffer;
  probability: number;
  typical: number;
}

/** Of the means that the classifier recognises nearly as well as the best one, that which is most like everybody. */
async function bestComposite(
  emotion: EmotionName,
  planes: readonly Plane[],
  template: Plane,
  classify: FaceClassifier,
): Promise<Composite> {
  const aligned = planes.map((plane) => standardise(alignTo(template, plane)));
  const composites: Composite[] = [];
  for (const seed of aligned.slice(0, SEEDS)) {
    const face = meanAround(seed, aligned, KEEP);
    if (face === null) continue;
    const placed = alignTo(template, face);
    const png = await toPng(placed);
    composites.push({ png, probability: (await classify(png))[emotion], typical: correlation(template, placed) });
  }
  const best = Math.max(...composites.map((composite) => composite.probability));
  const recognised = composites.filter((composite) => composite.probability >= 0.93 * best).sort((a, b) => b.typical - a.typical);
  if (recognised[0] === undefined)
    throw new Error(`Fewer than ${KEEP} faces of ${emotion} differ: too few for a mean that shows no person.`);
  return recognised[0];
}

const folder = process.argv[2];
if (folder === undefined) {
  console.error('Usage: make-composites.ts DIR, where DIR holds labels.csv and the train mosaics of FER+.');
  process.exit(1);
}
const faces = await readTrainFaces(folder);
const classify = await loadFaceClassifier(path.join(ROOT, 'models'));
const perClass = new Map(EMOTIONS.map((emotion) => [emotion, candidates(faces, emotion)]));
const everyone = mean([...perClass.values()].flatMap((planes) => planes.slice(0, KEEP)));
// All classes are laid on one template, so that a cross-fade between them keeps eyes and mouth where they are.
const template = standardise(mean([everyone, mirror(everyone)]));
await mkdir(FIXTURES, { recursive: true });
for (const [emotion, planes] of perClass) {
  const { png, probability } = await bestComposite(emotion, planes, template, classify);
  await writeFile(path.join(FIXTURES, `${emotion}.png`), png);
  console.log(`${emotion}: mean of ${KEEP} of ${planes.length} faces, recognised with probability ${probability.toFixed(2)}`);
}
process.exit(0);
