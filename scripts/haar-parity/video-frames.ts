import { Decoder, Demuxer } from 'node-av/api';
import { DataError } from '#inference/errors';
import { packedCopy, type Plane } from '#inference/frame';

/** `count` luma planes, evenly spread over a video. @throws DataError where it has none */
export async function* sampledPlanes(path: string, count: number): AsyncGenerator<Plane> {
  const total = await countFrames(path);
  const wanted = new Set(
    Array.from({ length: Math.min(count, total) }, (_, index) => Math.floor(((index + 0.5) * total) / Math.min(count, total))),
  );
  await using demuxer = await Demuxer.open(path);
  const stream = demuxer.video()!;
  using decoder = await Decoder.create(stream, { threadCount: 1 });
  let index = 0;
  for await (using frame of decoder.frames(demuxer.packets(stream.index))) {
    if (frame === null || !wanted.has(index++)) continue;
    const [y] = frame.data ?? [];
    if (y === undefined) throw new DataError(`${path}: frame ${index} has no luma.`);
    yield packedCopy({ data: y, width: frame.width, height: frame.height, stride: frame.linesize[0]! });
  }
}

/** By its packets: cheaper than decoding, and right where the container does not say. */
async function countFrames(path: string): Promise<number> {
  await using demuxer = await Demuxer.open(path);
  const stream = demuxer.video();
  if (stream === undefined) throw new DataError(`${path} has no video.`);
  let count = 0;
  for await (using packet of demuxer.packets(stream.index)) if (packet !== null) count++;
  return count;
}
