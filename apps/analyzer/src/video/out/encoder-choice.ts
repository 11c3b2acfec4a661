import { availableParallelism } from 'node:os';
import { FF_ENCODER_H264_NVENC, FF_ENCODER_H264_QSV, FF_ENCODER_H264_VIDEOTOOLBOX, FF_ENCODER_LIBX264, type FFEncoderCodec } from 'node-av/constants';
import { Codec, CodecContext, Dictionary, type Packet, Rational } from 'node-av/lib';
import { YUV420P, drain, emptyPicture, type PictureFormat } from './codec-support.ts';

export interface EncoderChoice {
  name: FFEncoderCodec;
  options: (format: Pick<PictureFormat, 'width' | 'height' | 'frameRate'>) => Record<string, string>;
}

/**
 * Fast enough to annotate 720p at several times real time on two cores: x264's fastest preset, with those of its tools back on that cost
 * little and spare a third of the bytes. Keeps no more frames back than it has threads.
 */
export const SOFTWARE: EncoderChoice = {
  name: FF_ENCODER_LIBX264,
  options: () => ({
    preset: availableParallelism() > 4 ? 'superfast' : 'ultrafast', crf: '23', 'forced-idr': '1',
    'x264-params': 'rc-lookahead=0:sync-lookahead=0:no-deblock=0:deblock=0,0:cabac=1',
  }),
};

/** Those that take pictures from memory as they are. */
const HARDWARE: readonly EncoderChoice[] = [
  { name: FF_ENCODER_H264_NVENC, options: () => ({ preset: 'p4', rc: 'vbr', cq: '24', 'forced-idr': '1' }) },
  { name: FF_ENCODER_H264_VIDEOTOOLBOX, options: ({ width, height, frameRate }) => ({ b: String(bitsPerSecond(width, height, frameRate)), realtime: '0' }) },
  { name: FF_ENCODER_H264_QSV, options: () => ({ preset: 'veryfast', global_quality: '24', forced_idr: '1' }) },
];

const bitsPerSecond = (width: number, height: number, rate: PictureFormat['frameRate']) =>
  Math.round(width * height * (rate === null ? 30 : rate.num / rate.den) * 0.12);

let found: Promise<EncoderChoice | null> | null = null;

/** The hardware encoder that really encodes a picture here, null if none does; looked for once a process. */
export function hardwareEncoder(): Promise<EncoderChoice | null> {
  found ??= (async () => {
    for (const choice of HARDWARE) if (await works(choice)) return choice;
    return null;
  })();
  return found;
}

async function works({ name, options }: EncoderChoice): Promise<boolean> {
  const codec = Codec.findEncoderByName(name);
  if (codec === null) return false;
  const [width, height, frameRate] = [640, 360, { num: 30, den: 1 }];
  const context = new CodecContext();
  context.allocContext3(codec);
  context.width = width;
  context.height = height;
  context.pixelFormat = YUV420P;
  context.timeBase = new Rational(1, 30);
  context.framerate = new Rational(30, 1);
  context.maxBFrames = 0;
  const frame = emptyPicture(width, height);
  const packets: Packet[] = [];
  try {
    if ((await context.open2(codec, Dictionary.fromObject(options({ width, height, frameRate })))) < 0) return false;
    for (const plane of frame.data ?? []) plane.fill(128);
    frame.pts = 0n;
    await drain(context, frame, packets);
    await drain(context, null, packets);
    return packets.length === 1;
  } catch {
    return false;
  } finally {
    for (const packet of packets) packet.free();
    frame.free();
    context.freeContext();
  }
}
