import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { FF_ENCODER_AAC, FF_ENCODER_LIBX264, FF_ENCODER_PCM_S16LE } from 'node-av/constants';
import sharp from 'sharp';
import { makeMedia, timesOf } from '../../apps/analyzer/src/render/testing/make-media.ts';
import { loadFaces } from '../../scripts/demo/face-images.ts';
import { SceneRenderer } from '../../scripts/demo/scene-renderer.ts';
import { makeVideo, type VideoOptions } from '../media/make-video.ts';

export interface Seed {
  extension: string;
  bytes: Buffer;
}

const [WIDTH, HEIGHT, RATE] = [160, 120, 15];
/** As the containers write it, and the ways in which MP4 and Matroska come from phones, browsers and streams. */
const VARIANTS: readonly [extension: string, options: Partial<VideoOptions>][] = [
  ['.mp4', {}],
  ['.mov', {}],
  ['.webm', {}],
  ['.avi', {}],
  ['.mkv', {}],
  ['.mp4', { options: { movflags: 'faststart' } }],
  ['.mp4', { options: { movflags: 'frag_keyframe+empty_moov' } }],
  ['.webm', { options: { live: '1' } }],
];

/** Small whole videos to be damaged: a second of the synthetic face with a tone, in each container; a trimmed one with two tracks; a photo. */
export async function makeSeeds(folder: string): Promise<Seed[]> {
  const renderer = new SceneRenderer(await loadFaces(), { width: WIDTH, height: HEIGHT, faceShare: 0.7 });
  const picture = (index: number) => renderer.frame((index * 1_000) / RATE);
  const seeds: Seed[] = [];
  for (const [index, [extension, options]] of VARIANTS.entries()) {
    const file = path.join(folder, `seed-${index}${extension}`);
    await makeVideo(file, {
      width: WIDTH,
      height: HEIGHT,
      frameRate: RATE,
      frames: RATE,
      keyEvery: 5,
      bitRate: 200_000,
      picture,
      ...options,
    });
    seeds.push({ extension, bytes: await readFile(file) });
  }
  seeds.push({ extension: '.mov', bytes: await trimmed(path.join(folder, 'seed-trimmed.mov'), picture) });
  const photo = sharp({ create: { width: WIDTH, height: HEIGHT, channels: 3, background: '#885533' } });
  seeds.push({ extension: '.avif', bytes: await photo.avif().toBuffer() });
  return seeds;
}

/** Half a second cut off by an edit list, and two sound tracks. */
async function trimmed(file: string, picture: (index: number) => Uint8ClampedArray): Promise<Buffer> {
  const pictures = Array.from({ length: RATE }, (_, index) => picture(index).slice());
  const audio = {
    codec: FF_ENCODER_AAC,
    sampleRate: 44_100,
    channels: 2 as const,
    durationMs: 1_000,
    wave: (atMs: number) => Math.sin(atMs) / 2,
  };
  await makeMedia(file, {
    container: 'mov',
    codec: FF_ENCODER_LIBX264,
    width: WIDTH,
    height: HEIGHT,
    times: timesOf(RATE, RATE),
    startMs: -500,
    paint: (x, y, atMs) => {
      const plane = pictures[Math.round((atMs * RATE) / 1_000)]!;
      const chroma = (y >> 1) * (WIDTH / 2) + (x >> 1);
      const [luma, quarter] = [WIDTH * HEIGHT, (WIDTH * HEIGHT) / 4];
      return [plane[y * WIDTH + x]!, plane[luma + chroma]!, plane[luma + quarter + chroma]!];
    },
    audio,
    moreAudio: [{ ...audio, codec: FF_ENCODER_PCM_S16LE }],
  });
  return readFile(file);
}
