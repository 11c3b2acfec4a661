import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, readdir, rename } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { loadFaces } from './face-images.ts';
import { SceneRenderer, type SceneOptions } from './scene-renderer.ts';

const ROOT = path.join(import.meta.dirname, '../..');
const CACHE = path.join(ROOT, '.cache/demo');

/** Chromium plays a Motion JPEG at this rate, whatever it was made for. */
const FRAMES_PER_SECOND = 30;

export interface CameraVideo extends SceneOptions {
  /** JPEG quality, default 90. */
  quality?: number;
}

/** One frame as a JPEG. */
export async function jpegFrame(renderer: SceneRenderer, timeMs: number, quality = 90): Promise<Buffer> {
  return sharp(rgb(renderer.frame(timeMs), renderer.width, renderer.height), {
    raw: { width: renderer.width, height: renderer.height, channels: 3 },
  })
    .jpeg({ quality, chromaSubsampling: '4:2:0' })
    .toBuffer();
}

/**
 * The path of a Motion JPEG of one round of the story, for Chromium's `--use-file-for-fake-video-capture`, which plays it over and
 * over at 30 frames a second; made once and kept by the hash of everything it depends on.
 */
export async function cameraVideo(video: CameraVideo): Promise<string> {
  const file = path.join(CACHE, `camera-${await fingerprint(video)}.mjpeg`);
  if (existsSync(file)) return file;
  await mkdir(CACHE, { recursive: true });
  const renderer = new SceneRenderer(await loadFaces(), video);
  const frames = Math.round((renderer.lengthMs * FRAMES_PER_SECOND) / 1_000);
  const unfinished = `${file}.${process.pid}`;
  const out = await open(unfinished, 'w');
  const atOnce = 8;
  for (let first = 0; first < frames; first += atOnce) {
    const numbers = Array.from({ length: Math.min(atOnce, frames - first) }, (_, index) => first + index);
    const jpegs = await Promise.all(numbers.map((frame) => jpegFrame(renderer, (frame * 1_000) / FRAMES_PER_SECOND, video.quality)));
    for (const jpeg of jpegs) await out.write(jpeg);
  }
  await out.close();
  await rename(unfinished, file);
  return file;
}

async function fingerprint(video: CameraVideo): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(video));
  const faces = path.join(ROOT, 'test/fixtures/faces');
  const sources = ['camera-video.ts', 'scene-renderer.ts', 'story.ts'].map((name) => path.join(import.meta.dirname, name));
  const files = [...(await readdir(faces)).sort().map((name) => path.join(faces, name)), ...sources];
  for (const file of files) hash.update(await readFile(file));
  return hash.digest('hex').slice(0, 16);
}

/** I420 in limited range to RGB (BT.601), what WebRTC takes a camera's picture for. */
export function rgb(i420: Uint8ClampedArray, width: number, height: number): Uint8ClampedArray {
  const out = new Uint8ClampedArray(width * height * 3);
  const [u0, v0] = [width * height, width * height * 1.25];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const chroma = (y >> 1) * (width >> 1) + (x >> 1);
      const luma = 1.164 * (i420[y * width + x]! - 16);
      const u = i420[u0 + chroma]! - 128;
      const v = i420[v0 + chroma]! - 128;
      const at = (y * width + x) * 3;
      out[at] = luma + 1.596 * v;
      out[at + 1] = luma - 0.392 * u - 0.813 * v;
      out[at + 2] = luma + 2.017 * u;
    }
  }
  return out;
}
