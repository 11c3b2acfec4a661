import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Decoder, Demuxer, FilterAPI } from 'node-av/api';
import { packedCopy, type Frame } from '#inference/frame';
import { loadFaces } from '../../../scripts/demo/face-images.ts';
import { SceneRenderer } from '../../../scripts/demo/scene-renderer.ts';

/** Of both sides the shorter, in pixels: the middle simulcast layer of a camera. */
const SHORTER_SIDE = 360;
const MOST_FRAMES = 300;
/** A person in front of a real camera, beside the repository where it was developed. */
const REAL_VIDEO = fileURLToPath(new URL('../../../../shared/media/selfie-expressive-720x1280.mp4', import.meta.url));

export interface Footage {
  readonly name: string;
  readonly frames: readonly Frame[];
}

/** Frames to analyse, luma only: of the video named, of a real person's where it is there, else of the synthetic patient. Throws an Error for a file without video. */
export async function footage(video: string | undefined): Promise<Footage> {
  const path = video ?? (existsSync(REAL_VIDEO) ? REAL_VIDEO : null);
  return path === null
    ? { name: 'synthetic patient', frames: await drawn() }
    : { name: path.split('/').at(-1)!, frames: await decoded(path) };
}

async function decoded(path: string): Promise<Frame[]> {
  await using demuxer = await Demuxer.open(path);
  const stream = demuxer.video();
  if (stream === undefined) throw new Error(`${path} has no video. Name another file with --video.`);
  using decoder = await Decoder.create(stream, { threadCount: 1 });
  using filter = FilterAPI.create(
    `scale=w='if(lt(iw,ih),${SHORTER_SIDE},-2)':h='if(lt(iw,ih),-2,${SHORTER_SIDE})':flags=area,format=yuv420p`,
  );
  const frames: Frame[] = [];
  for await (using frame of filter.frames(decoder.frames(demuxer.packets(stream.index)))) {
    const y = frame?.data?.[0];
    if (frame === null || y === undefined) continue;
    const { data, width, height, stride } = packedCopy({ data: y, width: frame.width, height: frame.height, stride: frame.linesize[0]! });
    const { num, den } = frame.timeBase;
    frames.push({ y: data, width, height, stride, atMs: (Number(frame.pts) * num * 1_000) / den });
    if (frames.length === MOST_FRAMES) break;
  }
  if (frames.length === 0) throw new Error(`${path} has no frame that can be decoded. Name another file with --video.`);
  return frames;
}

async function drawn(): Promise<Frame[]> {
  const [width, height] = [(SHORTER_SIDE * 16) / 9, SHORTER_SIDE];
  const renderer = new SceneRenderer(await loadFaces(), { width, height });
  return Array.from({ length: MOST_FRAMES }, (_, index) => {
    const atMs = (index * 1_000) / 30;
    return { y: renderer.frame(atMs).slice(0, width * height), width, height, stride: width, atMs };
  });
}
