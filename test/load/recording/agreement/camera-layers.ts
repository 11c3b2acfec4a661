import { AV_LOG_QUIET, Decoder, Demuxer, FilterAPI, Log } from 'node-av';
import { cameraEncoder } from '../../live/camera-encoder.ts';
import { TEMPORAL_PATTERN } from '../../live/face-video.ts';
import type { Vp8Frame } from '../../live/vp8-rtp.ts';

// What goes wrong is told by exceptions.
Log.setLevel(AV_LOG_QUIET);

/** As a browser sends a camera: each layer half the size of the next. */
const LAYERS = [
  { halvings: 2, kbps: 150 },
  { halvings: 1, kbps: 500 },
  { halvings: 0, kbps: 1_500 },
] as const;
const LONGER_SIDE = 1_280;

export interface CameraLayers {
  frameRate: number;
  /** Lowest first. */
  layers: Vp8Frame[][];
}

/** A video as a camera of a call sends it: three simulcast layers of VP8 with three temporal layers each, at the video's mean frame rate. Throws an Error for a file without video. */
export async function cameraLayers(video: string): Promise<CameraLayers> {
  const layers: Vp8Frame[][] = [];
  let seconds = 0;
  for (const layer of LAYERS) {
    const made = await encode(video, layer);
    layers.push(made.frames);
    seconds = made.seconds;
  }
  return { frameRate: layers[0]!.length / seconds, layers };
}

async function encode(video: string, { halvings, kbps }: (typeof LAYERS)[number]): Promise<{ frames: Vp8Frame[]; seconds: number }> {
  await using demuxer = await Demuxer.open(video);
  const stream = demuxer.video();
  if (stream === undefined) throw new Error(`${video} has no video.`);
  using decoder = await Decoder.create(stream, { threadCount: 1 });
  const whole = Math.min(1, LONGER_SIDE / Math.max(stream.codecpar.width, stream.codecpar.height));
  using filter = FilterAPI.create(
    `scale=w=trunc(iw*${whole}/${2 ** (halvings + 1)})*2:h=trunc(ih*${whole}/${2 ** (halvings + 1)})*2:flags=area,format=yuv420p`,
  );
  using encoder = await cameraEncoder(kbps);
  const frames: Vp8Frame[] = [];
  let seconds = 0;
  for await (using frame of filter.frames(decoder.frames(demuxer.packets(stream.index)))) {
    if (frame !== null) seconds = (Number(frame.pts + frame.duration) * frame.timeBase.num) / frame.timeBase.den;
    for (const packet of await encoder.encodeAll(frame)) {
      frames.push({ data: Buffer.from(packet.data ?? []), temporalLayer: TEMPORAL_PATTERN[frames.length % 4]! });
      packet.free();
    }
  }
  return { frames, seconds };
}
