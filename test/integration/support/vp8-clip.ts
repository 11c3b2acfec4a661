import { AV_PIX_FMT_YUV420P, Encoder, FF_ENCODER_LIBVPX_VP8, Frame } from 'node-av';
import { loadFaces } from '../../../scripts/demo/face-images.ts';
import { SceneRenderer } from '../../../scripts/demo/scene-renderer.ts';
import type { Vp8Frame } from '../../load/live/vp8-rtp.ts';

const TEMPORAL_PATTERN = [0, 2, 1, 2];

const [WIDTH, HEIGHT, KBPS] = [320, 180, 900];

/** VP8 of 320×180 in the temporal layers of L1T3, which moves and is noisy, so that no two frames are alike and each takes several packets. */
export function movingClip(frameCount: number, keyEvery: number): Promise<Vp8Frame[]> {
  let seed = 1;
  return encode(frameCount, keyEvery, (index) => {
    const picture = Buffer.alloc(WIDTH * HEIGHT * 1.5, 128);
    for (let at = 0; at < WIDTH * HEIGHT; at++) {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      picture[at] = 60 + (((at % WIDTH) + index * 3) % 120) + (seed >>> 28);
    }
    return picture;
  });
}

/** The same with a composite face, which every profile finds. */
export async function faceClip(frameCount: number, keyEvery: number): Promise<Vp8Frame[]> {
  const renderer = new SceneRenderer(await loadFaces(), { width: WIDTH, height: HEIGHT });
  return encode(frameCount, keyEvery, (index) => Buffer.from(renderer.frame(1_000 + (index * 1_000) / 30).buffer));
}

async function encode(frameCount: number, keyEvery: number, draw: (index: number) => Buffer): Promise<Vp8Frame[]> {
  using encoder = await Encoder.create(FF_ENCODER_LIBVPX_VP8, {
    context: { bitRate: KBPS * 1_000, gopSize: keyEvery, threadCount: 1 },
    options: {
      deadline: 'realtime',
      'cpu-used': 8,
      'lag-in-frames': 0,
      'auto-alt-ref': 0,
      'error-resilient': 'default',
      'ts-parameters': `ts_number_layers=3:ts_target_bitrate=${KBPS * 0.4},${KBPS * 0.6},${KBPS}:ts_rate_decimator=4,2,1:ts_periodicity=4:ts_layer_id=0,2,1,2:ts_layering_mode=3`,
    },
  } as never);
  const frames: Vp8Frame[] = [];
  const keep = async (frame: Frame | null) => {
    for (const packet of await encoder.encodeAll(frame)) {
      frames.push({ data: Buffer.from(packet.data ?? []), temporalLayer: TEMPORAL_PATTERN[frames.length % 4]! });
      packet.free();
    }
  };
  for (let index = 0; index < frameCount; index++) {
    using frame = Frame.fromVideoBuffer(draw(index), {
      width: WIDTH,
      height: HEIGHT,
      format: AV_PIX_FMT_YUV420P,
      timeBase: { num: 1, den: 30 },
      pts: BigInt(index),
    });
    await keep(frame);
  }
  await keep(null);
  return frames;
}
