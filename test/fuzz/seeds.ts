import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { loadFaces } from '../../scripts/demo/face-images.ts';
import { SceneRenderer } from '../../scripts/demo/scene-renderer.ts';
import { makeVideo } from '../media/make-video.ts';

export const SEED_EXTENSIONS = ['.mp4', '.mov', '.webm', '.avi', '.mkv'] as const;

/** Small whole videos to be damaged: a second of the synthetic face with a tone, in each container. */
export async function makeSeeds(folder: string): Promise<{ extension: string; bytes: Buffer }[]> {
  const [width, height, frameRate] = [160, 120, 15];
  const renderer = new SceneRenderer(await loadFaces(), { width, height, faceShare: 0.7 });
  const seeds: { extension: string; bytes: Buffer }[] = [];
  for (const extension of SEED_EXTENSIONS) {
    const file = path.join(folder, `seed${extension}`);
    await makeVideo(file, {
      width,
      height,
      frameRate,
      frames: frameRate,
      keyEvery: 5,
      bitRate: 200_000,
      picture: (index) => renderer.frame((index * 1_000) / frameRate),
    });
    seeds.push({ extension, bytes: await readFile(file) });
  }
  return seeds;
}
