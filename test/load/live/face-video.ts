import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { AV_PIX_FMT_YUV420P, Frame } from 'node-av';
import type { EmotionName } from '#contracts/emotion';
import { loadFaces } from '../../../scripts/demo/face-images.ts';
import { SceneRenderer } from '../../../scripts/demo/scene-renderer.ts';
import { sensorNoise } from '../sensor-noise.ts';
import { cameraEncoder } from './camera-encoder.ts';

const CACHE = path.join(import.meta.dirname, '../../../.cache/bench');

export const FRAME_RATE = 30;
/** Frames of the loop. */
export const LOOP = 480;
/** As Chromium sends 1280×720. */
export const LAYERS = [
  { width: 320, height: 180, kbps: 150 },
  { width: 640, height: 360, kbps: 500 },
  { width: 1280, height: 720, kbps: 1_500 },
] as const;

/**
 * Which face the loop shows from which frame on. Nobody changes face in step with an encoder, so the switches fall on
 * each of the four places of the temporal pattern.
 */
export const SWITCHES: readonly { frame: number; emotion: EmotionName }[] = [
  { frame: 44, emotion: 'happiness' },
  { frame: 149, emotion: 'surprise' },
  { frame: 270, emotion: 'happiness' },
  { frame: 391, emotion: 'surprise' },
];

export interface EncodedFrame {
  data: Buffer;
  key: boolean;
}
/** A layer's frames in order, with the temporal layers of L1T3. */
export type EncodedLayer = EncodedFrame[];

/** Temporal layer of each frame of the pattern that `ts_layering_mode` 3 makes. */
export const TEMPORAL_PATTERN = [0, 2, 1, 2] as const;

/** The face that a frame of the loop shows. */
export function emotionAt(frame: number): EmotionName {
  return (SWITCHES.findLast((change) => change.frame <= frame) ?? SWITCHES.at(-1)!).emotion;
}

/** Encoded once, then kept by the hash of everything it depends on. */
export async function faceVideo(say: (line: string) => void): Promise<EncodedLayer[]> {
  const hash = createHash('sha256');
  const folder = path.join(import.meta.dirname, '../../../scripts/demo');
  for (const file of [import.meta.filename, path.join(import.meta.dirname, 'camera-encoder.ts'), path.join(folder, 'scene-renderer.ts')])
    hash.update(await readFile(file));
  const file = path.join(CACHE, `face-${hash.digest('hex').slice(0, 16)}.bin`);
  if (existsSync(file)) return deserialize(await readFile(file)) as EncodedLayer[];
  say('Encoding the face video, once...');
  const layers: EncodedLayer[] = [];
  for (const layer of LAYERS) layers.push(await encode(layer));
  await mkdir(CACHE, { recursive: true });
  await writeFile(`${file}.${process.pid}`, serialize(layers));
  await rename(`${file}.${process.pid}`, file);
  return layers;
}

// The renderer fades between scenes and sways by two sines. A switch must be sudden and change nothing else, so a scene lasts
// a common multiple of both periods, and the fade at its beginning is skipped.
const SCENE_MS = 2 * Math.PI * 39_100;
const PAST_THE_FADE_MS = 1_000;

async function encode({ width, height, kbps }: (typeof LAYERS)[number]): Promise<EncodedLayer> {
  const emotions = [...new Set(SWITCHES.map(({ emotion }) => emotion))];
  const renderer = new SceneRenderer(await loadFaces(), {
    width,
    height,
    story: emotions.map((emotion) => ({ emotion, durationMs: SCENE_MS, says: '' })),
  });
  const noise = sensorNoise();
  using encoder = await cameraEncoder(kbps);
  const frames: EncodedLayer = [];
  const keep = async (frame: Frame | null) => {
    for (const packet of await encoder.encodeAll(frame)) {
      frames.push({ data: Buffer.from(packet.data ?? []), key: packet.isKeyframe });
      packet.free();
    }
  };
  for (let index = 0; index < LOOP; index++) {
    const timeMs = emotions.indexOf(emotionAt(index)) * SCENE_MS + PAST_THE_FADE_MS + (index * 1_000) / FRAME_RATE;
    const picture = renderer.frame(timeMs);
    noise(picture, width * height);
    using frame = Frame.fromVideoBuffer(Buffer.from(picture.buffer), {
      width,
      height,
      format: AV_PIX_FMT_YUV420P,
      timeBase: { num: 1, den: FRAME_RATE },
      pts: BigInt(index),
    });
    await keep(frame);
  }
  await keep(null);
  if (frames.length !== LOOP || frames[0]?.key !== true)
    throw new Error(`The encoder made ${frames.length} of ${LOOP} frames, the first ${frames[0]?.key === true ? 'a' : 'no'} key frame.`);
  return frames;
}
