import { AV_CODEC_FLAG_GLOBAL_HEADER, AV_LOG_QUIET, AV_PICTURE_TYPE_I, AV_PICTURE_TYPE_NONE } from 'node-av/constants';
import { Codec, CodecContext, Dictionary, FFmpegError, Log, type Packet, Rational, type Frame } from 'node-av/lib';
import { SOFTWARE, hardwareEncoder, type EncoderChoice } from './encoder-choice.ts';
import { VideoProblem } from '../problems.ts';
import { YUV420P, drain, type PictureFormat } from './codec-support.ts';

// It prints what it thinks of every file.
Log.setLevel(AV_LOG_QUIET);

const SECONDS_BETWEEN_KEY_FRAMES = 2;

/**
 * Pictures to H.264 without reordering: packets come in the order of the frames, each with its frame's time and duration, so that they
 * can be moved from one file to another.
 */
export class H264Encoder {
  readonly context: CodecContext;
  readonly #durations = new Map<bigint, bigint>();

  private constructor(context: CodecContext) {
    this.context = context;
  }

  /** On hardware where it works, else with x264. @throws VideoProblem for a picture no encoder takes */
  static async open(format: PictureFormat): Promise<H264Encoder> {
    const hardware = await hardwareEncoder();
    const context = (hardware === null ? null : await opened(hardware, format)) ?? (await opened(SOFTWARE, format));
    if (context === null) throw new VideoProblem('video-failed', `A picture of ${format.width} × ${format.height} cannot be encoded. Scale the video down and try again.`);
    return new H264Encoder(context);
  }

  /**
   * @param frame its time and duration in the format's time base; null flushes, after which nothing more can be encoded
   * @param key starts anew here: nothing after it needs what was before
   * @returns packets for the caller to free
   */
  async encode(frame: Frame | null, key = false): Promise<Packet[]> {
    if (frame !== null) {
      this.#durations.set(frame.pts, frame.duration);
      frame.pictType = key ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE;
    }
    const packets: Packet[] = [];
    await drain(this.context, frame, packets);
    for (const packet of packets) {
      packet.duration = this.#durations.get(packet.pts) ?? packet.duration;
      this.#durations.delete(packet.pts);
    }
    return packets;
  }

  close(): void {
    this.context.freeContext();
  }
}

async function opened({ name, options }: EncoderChoice, format: PictureFormat): Promise<CodecContext | null> {
  const codec = Codec.findEncoderByName(name);
  if (codec === null) return null;
  const context = new CodecContext();
  context.allocContext3(codec);
  context.width = format.width;
  context.height = format.height;
  context.pixelFormat = YUV420P;
  context.timeBase = new Rational(format.timeBase.num, format.timeBase.den);
  const rate = format.frameRate ?? { num: 30, den: 1 };
  context.framerate = new Rational(rate.num, rate.den);
  context.sampleAspectRatio = new Rational(format.sampleAspectRatio.num, format.sampleAspectRatio.den);
  context.colorRange = format.colorRange;
  context.colorSpace = format.colorSpace;
  context.colorPrimaries = format.colorPrimaries;
  context.colorTrc = format.colorTrc;
  context.gopSize = Math.max(1, Math.round((SECONDS_BETWEEN_KEY_FRAMES * rate.num) / rate.den));
  context.maxBFrames = 0;
  context.threadCount = 0;
  context.flags = AV_CODEC_FLAG_GLOBAL_HEADER;
  const result = await context.open2(codec, Dictionary.fromObject(options(format)));
  if (result >= 0) return context;
  context.freeContext();
  if (name === SOFTWARE.name) FFmpegError.throwIfError(result, 'Opening the encoder');
  return null;
}
