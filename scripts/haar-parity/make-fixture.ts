/**
 * Makes test/fixtures/haar-parity: frames of our own and OpenCV's answers for them. Takes a Python with OpenCV (default:
 * /usr/bin/python3) and Debian's opencv-data: `node scripts/with-node.mjs scripts/haar-parity/make-fixture.ts [PYTHON]`.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { FINE } from '#inference/detect/haar/haar-search';
import { CASCADE, OpenCv } from './opencv.ts';
import { syntheticScenes } from './scenes.ts';

const FOLDER = path.join(import.meta.dirname, '../../test/fixtures/haar-parity');

// OpenCV's default, a call's, and one that keeps single windows, so that a difference of one of them shows.
const PARAMETERS = [
  { scaleFactor: 1.1, minNeighbors: 3, minSize: 0 },
  { ...FINE, minSize: 30 },
  { scaleFactor: 1.3, minNeighbors: 0, minSize: 0 },
];

using openCv = await OpenCv.start(process.argv[2] ?? '/usr/bin/python3', CASCADE);
await rm(FOLDER, { recursive: true, force: true });
await mkdir(FOLDER, { recursive: true });
const frames = [];
for (const { name, plane } of await syntheticScenes()) {
  const { data, width, height } = plane;
  await sharp(data, { raw: { width, height, channels: 1 } })
    .png({ compressionLevel: 9 })
    .toFile(path.join(FOLDER, `${name}.png`));
  const answers = [];
  for (const parameters of PARAMETERS) answers.push({ parameters, boxes: await openCv.detect(plane, parameters) });
  frames.push({ file: `${name}.png`, answers });
  process.stderr.write(`${name}: ${answers.map(({ boxes }) => boxes.length).join(', ')}\n`);
}
const lines = frames.map((frame) => `    ${JSON.stringify(frame)}`).join(',\n');
await writeFile(
  path.join(FOLDER, 'opencv.json'),
  `{\n  "openCv": "${openCv.version}",\n  "cascade": "${path.basename(CASCADE, '.xml')}",\n  "frames": [\n${lines}\n  ]\n}\n`,
);
