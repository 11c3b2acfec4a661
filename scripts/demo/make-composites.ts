/**
 * Makes `test/fixtures/faces/<class>.png` from a FER+ folder: for each class the pixel mean of many faces on which the taggers agreed
 * most, mirrored and aligned. A mean of so many shows no person. Run: `node scripts/with-node.mjs scripts/demo/make-composites.ts DIR`.
 */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { EMOTIONS, type EmotionName } from '#contracts/emotion';
import { readTrainFaces, SIDE, type LabelledFace } from './fer-faces.ts';
import { mean, meanFace, mirror, standardise, type Plane } from './mean-face.ts';

const FIXTURES = path.join(import.meta.dirname, '../../test/fixtures/faces');
const OUTPUT_SIDE = 192;
/** The most unanimous faces of a class that are looked at, and how many of them the mean is made of. */
const CANDIDATES = 2000;
const KEEP = 80;
const LEAST = 60;
const LEAST_AGREEMENT = 0.4;

function candidates(faces: readonly LabelledFace[], emotion: EmotionName): Plane[] {
  return faces
    .filter((face) => face.emotion === emotion && face.agreement >= LEAST_AGREEMENT)
    .sort((a, b) => b.agreement - a.agreement)
    .slice(0, CANDIDATES)
    .map((face) => standardise(face.pixels));
}

/** Enlarged smoothly, sharpened by an unsharp mask and stretched, since a mean is soft and grey. */
async function save(face: Plane, file: string): Promise<void> {
  const symmetrical = mean([face, mirror(face)]);
  const inner = [...symmetrical].sort((a, b) => a - b);
  const [low, high] = [inner[Math.floor(inner.length * 0.02)]!, inner[Math.floor(inner.length * 0.98)]!];
  const grey = Buffer.from(symmetrical.map((value) => Math.min(255, Math.max(0, 45 + (165 * (value - low)) / (high - low)))));
  await sharp(grey, { raw: { width: SIDE, height: SIDE, channels: 1 } })
    .resize(OUTPUT_SIDE, OUTPUT_SIDE, { kernel: 'cubic' })
    .sharpen({ sigma: 5, m1: 2.2, m2: 2.2 })
    .toColourspace('b-w')
    .png({ compressionLevel: 9, colours: 64, palette: false })
    .toFile(file);
}

const folder = process.argv[2];
if (folder === undefined) {
  console.error('Usage: make-composites.ts DIR, where DIR holds labels.csv and the train mosaics of FER+.');
  process.exit(1);
}
const faces = await readTrainFaces(folder);
const perClass = new Map(EMOTIONS.map((emotion) => [emotion, candidates(faces, emotion)]));
const everyone = mean([...perClass.values()].flatMap((planes) => planes.slice(0, KEEP)));
const template = standardise(mean([everyone, mirror(everyone)]));
await mkdir(FIXTURES, { recursive: true });
for (const [emotion, planes] of perClass) {
  if (planes.length < LEAST) throw new Error(`Only ${planes.length} faces of ${emotion}: too few for a mean that shows no person.`);
  const keep = Math.min(KEEP, Math.max(LEAST, Math.floor(planes.length * 0.6)));
  const { face, count } = meanFace(planes, template, keep);
  await save(face, path.join(FIXTURES, `${emotion}.png`));
  console.log(`${emotion}: mean of ${count} of ${planes.length} faces`);
}
