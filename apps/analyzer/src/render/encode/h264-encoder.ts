import { AV_PICTURE_TYPE_I, AV_PICTURE_TYPE_NONE } from 'node-av/constants';
import type { CodecContext, Frame, Packet } from 'node-av/lib';
import { VideoProblem } from '../../video/problems.ts';
import { drain, type PictureFormat } from './codec-support.ts';
import { SOFTWARE, hardwareEncoder } from './encoder-choice.ts';
import { openEncoder, type OpenEncoder } from './open-encoder.ts';

/**
 * Pictures to H.264 without reordering: packets come in the order of the frames, each with its frame's time and duration, so that they
 * can be moved from one file to another.
 */
export class H264Encoder {
  readonly #encoder: OpenEncoder;
  readonly #durations = new Map<bigint, bigint>();

  private constructor(encoder: OpenEncoder) {
    this.#encoder = encoder;
  }

  /** On hardware where it works, else with x264. @throws VideoProblem for a picture no encoder takes */
  static async open(format: PictureFormat): Promise<H264Encoder> {
    const hardware = await hardwareEncoder();
    const encoder = (hardware === null ? null : await openEncoder(hardware, format)) ?? (await openEncoder(SOFTWARE, format));
    if (encoder === null)
      throw new VideoProblem(
        'video-failed',
        `A picture of ${format.width} × ${format.height} cannot be encoded. Scale the video down and try again.`,
      );
    return new H264Encoder(encoder);
  }

  get context(): CodecContext {
    return this.#encoder.context;
  }

  /**
   * @param frame its time and duration in the format's time base; null flushes, after which nothing more can be encoded
   * @param key starts anew here: nothing after it needs what was before
   * @returns packets for the caller to free
   */
  async encode(frame: Frame | null, key = false): Promise<Packet[]> {
    const packets: Packet[] = [];
    if (frame === null) await drain(this.context, null, packets);
    else await this.#take(frame, key, packets);
    for (const packet of packets) {
      packet.duration = this.#durations.get(packet.pts) ?? packet.duration;
      this.#durations.delete(packet.pts);
    }
    return packets;
  }

  close(): void {
    this.#encoder.context.freeContext();
    this.#encoder.intake.close();
  }

  async #take(frame: Frame, key: boolean, packets: Packet[]): Promise<void> {
    this.#durations.set(frame.pts, frame.duration);
    const taken = await this.#encoder.intake.of(frame);
    try {
      taken.pictType = key ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE;
      await drain(this.context, taken, packets);
    } finally {
      if (taken !== frame) taken.free();
    }
  }
}
