/**
 * How our Haar detector agrees with OpenCV's on videos, with OpenCV's default parameters and with those of a call. Takes a Python with
 * OpenCV (Debian: python3-opencv, opencv-data).
 */
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { loadCascade } from '#inference/detect/haar/cascade-source';
import { HAAR_DEFAULTS, HaarDetector } from '#inference/detect/haar/haar-detector';
import { FINE } from '#inference/detect/haar/haar-search';
import { shrinkTo } from '#inference/detect/shrink';
import { TRACKER_DEFAULTS } from '#inference/detect/tracker';
import { DataError, InferenceError } from '#inference/errors';
import type { Plane } from '#inference/frame';
import { type Agreement, NOTHING, plusFrame, SAME, share } from './agreement.ts';
import { CASCADE, OpenCv, type Parameters } from './opencv.ts';
import { sampledPlanes } from './video-frames.ts';

const HELP = `Compares our Haar detector's boxes with OpenCV's.

  node scripts/with-node.mjs scripts/haar-parity/compare.ts DIR [--frames 200] [--whole] [--json]

  DIR               a folder of videos, or one video
  --frames N        so many, from all videos together (default: 200)
  --whole           frames in their own size, too, not only shrunk as in a call; slow
  --cascade FILE    default: ${CASCADE}
  --python COMMAND  a Python with OpenCV (default: /usr/bin/python3)
  --json            one JSON object and nothing else
`;

const { scaleFactor, minNeighbors, minSize } = HAAR_DEFAULTS;
const DEFAULTS: Parameters = { scaleFactor, minNeighbors, minSize };
/** As `HaarSearch` looks for a face in a call's frame. */
const inCall = ({ width, height }: Plane): Parameters => ({
  ...FINE,
  minSize: Math.round(Math.min(width, height) * TRACKER_DEFAULTS.minFaceShare),
});

interface Case {
  name: string;
  shrink: boolean;
  parameters: (plane: Plane) => Parameters;
}
const CASES: readonly Case[] = [
  { name: 'shrunk as in a call, parameters of a call', shrink: true, parameters: inCall },
  { name: "shrunk as in a call, OpenCV's default parameters", shrink: true, parameters: () => DEFAULTS },
];
const WHOLE: Case = { name: "whole frames, OpenCV's default parameters", shrink: false, parameters: () => DEFAULTS };

async function main(): Promise<void> {
  const {
    values,
    positionals: [folder],
  } = parseArgs({
    allowPositionals: true,
    options: {
      frames: { type: 'string', default: '200' },
      whole: { type: 'boolean', default: false },
      cascade: { type: 'string', default: CASCADE },
      python: { type: 'string', default: '/usr/bin/python3' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  if (folder === undefined) throw new InferenceError(`Name a folder of videos.\n\n${HELP}`);
  const videos = videosOf(folder);
  const cases = values.whole ? [...CASES, WHOLE] : CASES;
  const detector = new HaarDetector(loadCascade(values.cascade));
  using openCv = await OpenCv.start(values.python, values.cascade);
  const sums = cases.map(() => NOTHING);
  for (const [at, video] of videos.entries()) {
    // Shared out so that the sum is what was asked for.
    const frames =
      Math.floor((Number(values.frames) * (at + 1)) / videos.length) - Math.floor((Number(values.frames) * at) / videos.length);
    for await (const plane of sampledPlanes(video, frames)) {
      const small = shrinkTo(plane, TRACKER_DEFAULTS.maxPixels).plane;
      for (const [index, { shrink, parameters }] of cases.entries()) {
        const seen = shrink ? small : plane;
        const same = parameters(seen);
        sums[index] = plusFrame(
          sums[index]!,
          detector.detect(seen, same).map(({ box }) => box),
          await openCv.detect(seen, same),
        );
      }
    }
  }
  const results = cases.map(({ name }, index) => ({ name, ...sums[index]!, agreement: share(sums[index]!) }));
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ openCv: openCv.version, iou: SAME, videos: videos.length, results })}\n`
      : table(openCv.version, results),
  );
}

function videosOf(folder: string): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })) throw new DataError(`There is no ${folder}.`);
  const files = statSync(folder).isDirectory()
    ? readdirSync(folder)
        .sort()
        .map((name) => path.join(folder, name))
        .filter((file) => statSync(file).isFile())
    : [folder];
  if (files.length === 0) throw new DataError(`${folder} has no videos.`);
  return files;
}

const table = (version: string, results: readonly (Agreement & { name: string; agreement: number })[]): string =>
  [
    `Our boxes against those of OpenCV ${version}, the same where IoU is at least ${SAME}`,
    ...results.map(
      ({ name, frames, ours, theirs, same, equal, agreement }) =>
        `${name}: ${(100 * agreement).toFixed(2)} % agree (${frames} frames, ${ours} of ours, ${theirs} of theirs, ${same} the same, ${equal} to the pixel)`,
    ),
    '',
  ].join('\n');

main().catch((error: unknown) => {
  process.stderr.write(
    error instanceof InferenceError ? `${error.message}\n` : `${error instanceof Error ? error.stack : String(error)}\n`,
  );
  process.exitCode = 1;
});
