import { Decoder, Demuxer } from 'node-av';
import type { Plane } from '#inference/frame';

export interface DecodedPicture {
  index: number;
  /** On the video's own clock, the first picture at 0. */
  atMs: number;
  /** Luma in memory of its own. */
  plane: Plane;
}

/** The pictures of a video, decoded apart from the code under test, not turned. Throws an Error for a file without video. */
export async function* decodedPictures(file: string): AsyncGenerator<DecodedPicture> {
  await using demuxer = await Demuxer.open(file);
  const stream = demuxer.video();
  if (stream === undefined) throw new Error(`${file} has no video.`);
  using decoder = await Decoder.create(stream, { threadCount: 1 });
  let [index, firstMs] = [0, 0];
  for await (using frame of decoder.frames(demuxer.packets(stream.index))) {
    const luma = frame?.data?.[0];
    if (frame === null || luma === undefined) continue;
    const { num, den } = frame.timeBase;
    const atMs = (Number(frame.pts) * num * 1_000) / den;
    if (index === 0) firstMs = atMs;
    const [stride, height] = [frame.linesize[0]!, frame.height];
    const data = new Uint8Array(stride * height);
    data.set(luma.subarray(0, data.length));
    yield { index: index++, atMs: atMs - firstMs, plane: { data, width: frame.width, height, stride } };
  }
}
