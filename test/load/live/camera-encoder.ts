import { Encoder, FF_ENCODER_LIBVPX_VP8 } from 'node-av';

/**
 * A key frame about every second: a tap that opens, or a receiver that changes its layer, waits no longer. Whole rounds of the
 * temporal pattern, or a receiver of the base layer would miss key frames.
 */
export const KEY_EVERY = 32;

/** One simulcast layer of a camera: VP8 in real time, with three temporal layers. */
export function cameraEncoder(kbps: number): Promise<Encoder> {
  return Encoder.create(FF_ENCODER_LIBVPX_VP8, {
    context: {
      bitRate: kbps * 1_000,
      rcMaxRate: kbps * 1_000,
      rcMinRate: kbps * 1_000,
      rcBufferSize: kbps * 1_000,
      gopSize: KEY_EVERY,
      threadCount: 1,
    },
    options: {
      deadline: 'realtime',
      'cpu-used': 6,
      'lag-in-frames': 0,
      'auto-alt-ref': 0,
      'error-resilient': 'default',
      // 40, 60 and 100 % of the bitrate, as libwebrtc divides it; a third the frames each.
      'ts-parameters': `ts_number_layers=3:ts_target_bitrate=${kbps * 0.4},${kbps * 0.6},${kbps}:ts_rate_decimator=4,2,1:ts_periodicity=4:ts_layer_id=0,2,1,2:ts_layering_mode=3`,
    },
  } as never);
}
