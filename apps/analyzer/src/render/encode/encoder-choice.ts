import { availableParallelism } from 'node:os';
import {
  AVCOL_PRI_UNSPECIFIED,
  AVCOL_RANGE_MPEG,
  AVCOL_SPC_UNSPECIFIED,
  AVCOL_TRC_UNSPECIFIED,
  FF_ENCODER_H264_NVENC,
  FF_ENCODER_H264_QSV,
  FF_ENCODER_H264_VAAPI,
  FF_ENCODER_H264_VIDEOTOOLBOX,
  FF_ENCODER_LIBX264,
} from 'node-av/constants';
import type { Packet } from 'node-av/lib';
import { drain, emptyPicture, type PictureFormat } from './codec-support.ts';
import { openEncoder, type EncoderChoice } from './open-encoder.ts';

/**
 * Fast enough to annotate 720p at several times real time on two cores: x264's fastest preset, with those of its tools back on that cost
 * little and spare a fifth of the bytes. Keeps no more frames back than it has threads.
 */
export const SOFTWARE: EncoderChoice = {
  name: FF_ENCODER_LIBX264,
  intake: 'planar',
  options: () => ({
    preset: availableParallelism() > 4 ? 'superfast' : 'ultrafast',
    crf: '23',
    'forced-idr': '1',
    'x264-params': 'rc-lookahead=0:sync-lookahead=0:no-deblock=0:deblock=0,0:cabac=1',
  }),
};

const HARDWARE: readonly EncoderChoice[] = [
  { name: FF_ENCODER_H264_NVENC, intake: 'planar', options: () => ({ preset: 'p4', rc: 'vbr', cq: '24', 'forced-idr': '1' }) },
  {
    name: FF_ENCODER_H264_VIDEOTOOLBOX,
    intake: 'planar',
    options: ({ width, height, frameRate }) => ({ b: String(bitsPerSecond(width, height, frameRate)) }),
  },
  { name: FF_ENCODER_H264_QSV, intake: 'nv12', options: () => ({ preset: 'veryfast', global_quality: '24', forced_idr: '1' }) },
  { name: FF_ENCODER_H264_VAAPI, intake: 'vaapi', options: () => ({ rc_mode: 'CQP', qp: '24' }) },
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

const TRIAL: PictureFormat = {
  width: 640,
  height: 360,
  timeBase: { num: 1, den: 1_000 },
  frameRate: { num: 30, den: 1 },
  sampleAspectRatio: { num: 1, den: 1 },
  colorRange: AVCOL_RANGE_MPEG,
  colorSpace: AVCOL_SPC_UNSPECIFIED,
  colorPrimaries: AVCOL_PRI_UNSPECIFIED,
  colorTrc: AVCOL_TRC_UNSPECIFIED,
};

/** Whether a picture that goes in comes out, with its time. */
export async function works(choice: EncoderChoice): Promise<boolean> {
  const encoder = await openEncoder(choice, TRIAL);
  if (encoder === null) return false;
  const packets: Packet[] = [];
  const picture = emptyPicture(TRIAL.width, TRIAL.height);
  try {
    for (const plane of picture.data ?? []) plane.fill(128);
    picture.pts = 7n;
    const taken = await encoder.intake.of(picture);
    await drain(encoder.context, taken, packets);
    if (taken !== picture) taken.free();
    await drain(encoder.context, null, packets);
    return packets.length === 1 && packets[0]!.pts === 7n && packets[0]!.isKeyframe;
  } catch {
    return false;
  } finally {
    for (const packet of packets) packet.free();
    picture.free();
    encoder.context.freeContext();
    encoder.intake.close();
  }
}
