import { AVCOL_RANGE_JPEG } from 'node-av/constants';
import { FilterAPI } from 'node-av/api';
import { Rational, type Frame } from 'node-av/lib';
import { matrixOf, saysMatrix, tag, toneFilters } from '../video/colours.ts';
import type { Shown } from '../video/shown.ts';
import { YUV420P } from './encode/codec-support.ts';

/**
 * Makes what a decoder gives the picture as shown, in 4:2:0, 8 bits, limited and standard dynamic range, each side cut to an even number, and tags it
 * with the colours that it has; most videos are that already, and their pixels pass untouched.
 */
export class Upright {
  readonly width: number;
  readonly height: number;
  readonly #shown: Shown;
  #filter: { key: string; api: FilterAPI } | null = null;

  constructor(shown: Shown) {
    this.width = Math.max(2, shown.width & ~1);
    this.height = Math.max(2, shown.height & ~1);
    this.#shown = shown;
  }

  /** The frame itself, or a new one that the caller frees too. */
  async of(frame: Frame): Promise<Frame> {
    const { width, height, format, colorRange, colorSpace, colorPrimaries, colorTrc } = frame;
    const source = { width, height, colorRange, colorSpace, colorPrimaries, colorTrc };
    const filters = this.#shown.filtersFor(frame);
    const tone = toneFilters(frame, this.#shown);
    // A frame one pixel larger than an even one is cut by not looking at its last row and column.
    if (
      filters === '' &&
      tone === '' &&
      format === YUV420P &&
      colorRange !== AVCOL_RANGE_JPEG &&
      (width & ~1) === this.width &&
      (height & ~1) === this.height
    ) {
      tag(frame, source, { toned: false, converted: false });
      return frame;
    }
    const key = [width, height, format, colorRange, colorSpace, filters, tone].join();
    if (this.#filter?.key !== key) {
      this.close();
      const matrix = matrixOf(frame);
      const from = tone === '' && !saysMatrix(frame) ? `:in_color_matrix=${matrix}` : '';
      const to = tone === '' ? `${from}:out_color_matrix=${matrix}` : '';
      this.#filter = {
        key,
        api: FilterAPI.create(`${filters}${tone}scale=${this.width}:${this.height}${to}:out_range=limited,format=yuv420p`),
      };
    }
    // Decoders leave it open; filters want to know, though nothing here depends on it.
    frame.timeBase = new Rational(1, 1_000);
    const frames = await this.#filter.api.processAll(frame);
    for (const extra of frames.slice(1)) extra.free();
    const [upright] = frames;
    if (upright === undefined) throw new Error('The filter kept a picture back.');
    tag(upright, source, { toned: tone !== '', converted: true });
    return upright;
  }

  close(): void {
    this.#filter?.api.close();
    this.#filter = null;
  }
}
