import { FilterAPI } from 'node-av/api';
import { Rational, type Frame } from 'node-av/lib';
import { toneFilters } from './colours.ts';

/** Makes pictures in BT.709 of those in high dynamic range or in BT.2020's colours, one after the other. */
export class Toned {
  #filter: { key: string; api: FilterAPI } | null = null;

  /** A new frame that the caller frees; null where the frame needs nothing. */
  of(frame: Frame): Frame | null {
    const filters = toneFilters(frame);
    if (filters === '') return null;
    const { width, height, format, colorRange, colorSpace, colorPrimaries, colorTrc } = frame;
    const key = [width, height, format, colorRange, colorSpace, colorPrimaries, colorTrc].join();
    if (this.#filter?.key !== key) {
      this.close();
      this.#filter = { key, api: FilterAPI.create(filters.slice(0, -1)) };
    }
    // Decoders leave it open; filters want to know, though nothing here depends on it.
    frame.timeBase = new Rational(1, 1_000);
    const [toned, ...more] = this.#filter.api.processAllSync(frame);
    for (const extra of more) extra.free();
    if (toned === undefined) throw new Error('The filter kept a picture back.');
    return toned;
  }

  close(): void {
    this.#filter?.api.close();
    this.#filter = null;
  }
}
