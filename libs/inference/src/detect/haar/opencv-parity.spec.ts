import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Box } from '#contracts/emotion';
import { loadCascade, readTracking } from './cascade-source.ts';
import { HaarDetector } from './haar-detector.ts';

/** OpenCV's answers for frames of our own: `scripts/haar-parity/make-fixture.ts`. */
const folder = new URL('../../../../../test/fixtures/haar-parity/', import.meta.url);

interface Recorded {
  file: string;
  answers: { parameters: { scaleFactor: number; minNeighbors: number; minSize: number }; boxes: Box[] }[];
}
const { frames, openCv } = JSON.parse(readFileSync(new URL('opencv.json', folder), 'utf8')) as { frames: Recorded[]; openCv: string };

const debian = '/usr/share/opencv4/haarcascades/haarcascade_frontalface_alt.xml';
const cascades = [
  { source: 'the npm package', cascade: readTracking() },
  ...(existsSync(debian) ? [{ source: "Debian's file", cascade: loadCascade(debian) }] : []),
];

const byPlace = (boxes: readonly Box[]) => boxes.toSorted((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);

describe.each(cascades)('boxes with the cascade of $source', { timeout: 30_000 }, ({ cascade }) => {
  const detector = new HaarDetector(cascade);

  it.each(frames)(`are those of OpenCV ${openCv} in $file`, async ({ file, answers }) => {
    const { data, info } = await sharp(fileURLToPath(new URL(file, folder)))
      .extractChannel(0)
      .raw()
      .toBuffer({ resolveWithObject: true });
    for (const { parameters, boxes } of answers) {
      const found = detector.detect({ data, width: info.width, height: info.height, stride: info.width }, parameters);
      expect(byPlace(found.map(({ box }) => box))).toEqual(byPlace(boxes));
    }
  });
});
