import { AVCOL_RANGE_JPEG } from 'node-av/constants';
import { FilterAPI } from 'node-av/api';
import { Rational, type Frame } from 'node-av/lib';
import { YUV420P } from './encode/codec-support.ts';

const TURN: Record<number, string> = { 90: 'transpose=clock,', 180: 'hflip,vflip,', 270: 'transpose=cclock,' };

/** Makes what a decoder gives upright 4:2:0 in 8 bits and limited range, of one even size; most videos are that already and pass untouched. */
export class Upright {
  readonly width: number;
  readonly height: number;
  readonly #rotation: number;
  #filter: { key: string; api: FilterAPI } | null = null;

  /**
   * @param shown the picture's size after rotation; each side is cut to an even number
   * @param rotation degrees clockwise by which a frame has to be turned
   */
  constructor(shown: { width: number; height: number }, rotation: number) {
    this.width = Math.max(2, shown.width & ~1);
    this.height = Math.max(2, shown.height & ~1);
    this.#rotation = rotation;
  }

  /** The frame itself, or a new one that the caller frees too. */
  async of(frame: Frame): Promise<Frame> {
    const { width, height, format, colorRange } = frame;
    // A frame one pixel larger than an even one is cut by not looking at its last row and column.
    if (
      this.#rotation === 0 &&
      format === YUV420P &&
      colorRange !== AVCOL_RANGE_JPEG &&
      (width & ~1) === this.width &&
      (height & ~1) === this.height
    )
      return frame;
    const key = [width, height, format, colorRange].join();
    if (this.#filter?.key !== key) {
      this.close();
      this.#filter = {
        key,
        api: FilterAPI.create(`${TURN[this.#rotation] ?? ''}scale=${this.width}:${this.height}:out_range=limited,format=yuv420p`),
      };
    }
    // Decoders leave it open; filters want to know, though nothing here depends on it.
    frame.timeBase = new Rational(1, 1_000);
    const frames = await this.#filter.api.processAll(frame);
    for (const extra of frames.slice(1)) extra.free();
    if (frames[0] === undefined) throw new Error('The filter kept a picture back.');
    return frames[0];
  }

  close(): void {
    this.#filter?.api.close();
    this.#filter = null;
  }
}
