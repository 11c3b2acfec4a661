import type { Box } from '#contracts/emotion';
import type { Plane } from '../frame.ts';
import { instantiate, makeRoom, type WasmMemory } from '../web-assembly.ts';

/** Functions of `libs/inference/wasm/pixels.ts`, which says what they take. Addresses are in bytes. */
interface Functions {
  readonly memory: WasmMemory;
  halve: (source: number, width: number, height: number, out: number) => void;
  average: (
    source: number,
    stride: number,
    columns: number,
    rows: number,
    width: number,
    height: number,
    sums: number,
    out: number,
  ) => void;
  scratchOf: (columns: number, across: number, down: number, width: number, height: number) => number;
  resample: (
    source: number,
    columns: number,
    rows: number,
    x: number,
    y: number,
    across: number,
    down: number,
    width: number,
    height: number,
    scratch: number,
    out: number,
  ) => void;
  resampleTurned: (
    source: number,
    columns: number,
    rows: number,
    a: number,
    b: number,
    x: number,
    y: number,
    width: number,
    height: number,
    out: number,
  ) => void;
}

/** Where a crop's pixels lie in a plane: x = `a` u - `b` v + `x`, y = `b` u + `a` v + `y`, u and v from the crop's corner. */
export interface Similarity {
  readonly a: number;
  readonly b: number;
  readonly x: number;
  readonly y: number;
}

/** Whole vectors are read and written, also beyond the last value. */
const BEYOND = 64;

/** The part of a plane that is looked at, in whole pixels: at least one, and inside of it. */
interface Part {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Shrinks planes and cuts out of them in WebAssembly. One of it serves a thread: each call is over before the next. */
export class PixelKernel {
  #functions: Functions | null = null;
  #bytes = new Uint8Array(0);

  /** Each pixel the mean of four, for sides that are even. */
  halve(plane: Plane): Plane {
    const [width, height] = [plane.width >> 1, plane.height >> 1];
    const { halve } = this.#ready;
    const {
      places: [source, out],
      end,
    } = layOut(plane.width * plane.height, width * height);
    this.#makeRoom(end);
    this.#load(plane, wholeOf(plane), source);
    halve(source, width, height, out);
    return { data: this.#bytes.slice(out, out + width * height), width, height, stride: width };
  }

  /** Each pixel the mean of the whole pixels that are its share; no side grows. */
  average(plane: Plane, width: number, height: number): Plane {
    const { average } = this.#ready;
    const {
      places: [source, columns, rows, sums, out],
      end,
    } = layOut(plane.width * plane.height, (width + 1) * 4, (height + 1) * 4, plane.width * 4, width * height);
    this.#makeRoom(end);
    this.#load(plane, wholeOf(plane), source);
    const words = new Int32Array(this.#bytes.buffer);
    words.set(edges(plane.width, width), columns / 4);
    words.set(edges(plane.height, height), rows / 4);
    average(source, plane.width, columns, rows, width, height, sums, out);
    return { data: this.#bytes.slice(out, out + width * height), width, height, stride: width };
  }

  /**
   * Cuts a box out of a plane and resizes it to `width` x `height` grey values (0-255, not rounded), written to `out` at
   * `offset`. Growing is bilinear (pixel centres, as torch's `interpolate(align_corners=False)`), shrinking widens the same
   * triangle so that it averages what it skips. Beyond the plane's edges, the edge goes on.
   */
  resample(plane: Plane, [x, y, across, down]: Box, width: number, height: number, out: Float32Array, offset = 0): void {
    const { resample, scratchOf } = this.#ready;
    const [reachX, reachY] = [Math.max(1, across / width) + 1, Math.max(1, down / height) + 1];
    const part = partOf(plane, x - reachX, y - reachY, x + across + reachX, y + down + reachY);
    const {
      places: [source, scratch, made],
      end,
    } = layOut(part.width * part.height, scratchOf(part.width, across, down, width, height), width * height * 4);
    this.#makeRoom(end);
    this.#load(plane, part, source);
    resample(source, part.width, part.height, x - part.left, y - part.top, across, down, width, height, scratch, made);
    this.#give(made, width * height, out, offset);
  }

  /** As `resample`, of a turned square of `width` x `height` pixels, to which it is equal where nothing is turned. */
  resampleTurned(plane: Plane, place: Similarity, width: number, height: number, out: Float32Array, offset = 0): void {
    const { resampleTurned } = this.#ready;
    const { a, b, x, y } = place;
    const reach = Math.max(1, Math.hypot(a, b)) + 1;
    const [across, down] = [
      [0, a * width, -b * height, a * width - b * height],
      [0, b * width, a * height, b * width + a * height],
    ];
    const part = partOf(
      plane,
      x + Math.min(...across) - reach,
      y + Math.min(...down) - reach,
      x + Math.max(...across) + reach,
      y + Math.max(...down) + reach,
    );
    const {
      places: [source, made],
      end,
    } = layOut(part.width * part.height, width * height * 4);
    this.#makeRoom(end);
    this.#load(plane, part, source);
    resampleTurned(source, part.width, part.height, a, b, x - part.left, y - part.top, width, height, made);
    this.#give(made, width * height, out, offset);
  }

  get #ready(): Functions {
    return (this.#functions ??= instantiate<Functions>('pixels'));
  }

  #makeRoom(bytes: number): void {
    const { memory } = this.#ready;
    makeRoom(memory, bytes + BEYOND);
    if (this.#bytes.buffer !== memory.buffer) this.#bytes = new Uint8Array(memory.buffer);
  }

  #load({ data, stride }: Plane, { left, top, width, height }: Part, at: number): void {
    if (width === stride) return this.#bytes.set(data.subarray(top * stride, (top + height) * stride), at);
    for (let row = 0; row < height; row++) {
      const from = (top + row) * stride + left;
      this.#bytes.set(data.subarray(from, from + width), at + row * width);
    }
  }

  #give(at: number, count: number, out: Float32Array, offset: number): void {
    out.set(new Float32Array(this.#bytes.buffer, at, count), offset);
  }
}

/** The one of this thread. */
export const pixels = new PixelKernel();

/** Where things of these lengths lie one after the other, in bytes, and where the last of them ends. */
function layOut<Lengths extends number[]>(...lengths: Lengths): { places: { [At in keyof Lengths]: number }; end: number } {
  let end = 0;
  const places = lengths.map((length) => {
    const start = end;
    end += Math.ceil((length + BEYOND) / 16) * 16;
    return start;
  });
  return { places: places as { [At in keyof Lengths]: number }, end };
}

const wholeOf = ({ width, height }: Plane): Part => ({ left: 0, top: 0, width, height });

/** What lies between these places, and the edge's pixels where nothing does. */
function partOf(plane: Plane, fromX: number, fromY: number, toX: number, toY: number): Part {
  const [left, right] = between(fromX, toX, plane.width);
  const [top, bottom] = between(fromY, toY, plane.height);
  return { left, top, width: right - left, height: bottom - top };
}

function between(from: number, to: number, size: number): [number, number] {
  const first = Math.min(Math.max(Math.floor(from), 0), size - 1);
  return [first, Math.min(Math.max(Math.ceil(to), first + 1), size)];
}

/** Where each output pixel's share of the input begins, in whole pixels; the last entry is the end. */
function edges(from: number, to: number): Int32Array {
  return Int32Array.from({ length: to + 1 }, (_, index) => Math.round((index * from) / to));
}
