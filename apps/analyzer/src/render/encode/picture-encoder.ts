import { FFmpegError, type Frame, type Packet } from 'node-av/lib';
import { Canvas, type CanvasPlane } from '../draw/canvas.ts';
import { emptyPicture, type PictureFormat } from './codec-support.ts';
import { H264Encoder } from './h264-encoder.ts';

/** Pictures that are drawn, encoded, or wait for it at any time. */
const PICTURES = 3;

/**
 * Copies upright frames into pictures of its own, lets somebody draw on them, and encodes one while the next one is drawn. Its
 * pictures may be higher than the frames; what is below is for the drawing.
 */
export class PictureEncoder {
  readonly encoder: H264Encoder;
  readonly #pictures: { frame: Frame; canvas: Canvas }[];
  readonly #size: { width: number; height: number };
  #turn = 0;
  #encoding: Promise<Packet[]> = Promise.resolve([]);

  private constructor(encoder: H264Encoder, pictures: Frame[], size: { width: number; height: number }) {
    this.encoder = encoder;
    this.#pictures = pictures.map((frame) => ({ frame, canvas: canvasOn(frame, size.width, size.height) }));
    this.#size = size;
  }

  /** @param extraHeight rows below the frames, even */
  static async open(format: PictureFormat, extraHeight = 0): Promise<PictureEncoder> {
    const height = format.height + extraHeight;
    const encoder = await H264Encoder.open({ ...format, height });
    return new PictureEncoder(
      encoder,
      Array.from({ length: PICTURES }, () => emptyPicture(format.width, height)),
      { width: format.width, height },
    );
  }

  /**
   * @param frame upright, at least as large as the format; free again when this returns
   * @param pts @param duration in the format's time base
   * @returns packets of earlier pictures, for the caller to free
   */
  async add(frame: Frame, pts: bigint, duration: bigint, key: boolean, draw: ((canvas: Canvas) => void) | null): Promise<Packet[]> {
    const picture = this.#pictures[this.#turn++ % PICTURES]!;
    const { width, height } = this.#size;
    if (!picture.frame.isWritable) {
      // The encoder looks at it still.
      FFmpegError.throwIfError(picture.frame.makeWritable(), 'Memory for a picture');
      picture.canvas = canvasOn(picture.frame, width, height);
    }
    // Planes as buffers count as memory to collect, so they are made only where a frame is larger than its picture.
    if (picture.frame.copy(frame) < 0) picture.canvas.place(canvasOn(frame, width, Math.min(height, frame.height & ~1)), 0);
    draw?.(picture.canvas);
    picture.frame.pts = pts;
    picture.frame.duration = duration;
    const packets = await this.#encoding;
    this.#encoding = this.encoder.encode(picture.frame, key);
    // Until somebody awaits it, which may be never if the render stops.
    this.#encoding.catch(() => undefined);
    return packets;
  }

  /** All that is left. */
  async finish(): Promise<Packet[]> {
    const packets = await this.#encoding;
    this.#encoding = Promise.resolve([]);
    return [...packets, ...(await this.encoder.encode(null))];
  }

  async close(): Promise<void> {
    for (const packet of await this.#encoding.catch(() => [])) packet.free();
    for (const { frame } of this.#pictures) frame.free();
    this.encoder.close();
  }
}

function canvasOn(frame: Frame, width: number, height: number): Canvas {
  const [y, u, v] = frame.data ?? [];
  const [sy, su, sv] = frame.linesize;
  const plane = (data: Buffer | undefined, stride: number | undefined): CanvasPlane => ({ data: data!, stride: stride! });
  return new Canvas(width, height, [plane(y, sy), plane(u, su), plane(v, sv)]);
}
