import type { Plane } from '#inference/frame';
import { makeRoom } from '#inference/web-assembly';
import type { Cascade } from './cascade.ts';
import { CascadeTables, type Step } from './cascade-tables.ts';
import { instantiateKernel, type Kernel } from './kernel.ts';
import { tapsOf } from './taps.ts';

/** Windows that pass every stage, of one size of the plane; more is no photograph. */
const MOST_HITS = 1 << 16;
/** Four windows are looked at together, also beyond the last one of a row. */
const BEYOND = 4;
const STEPS: readonly Step[] = [1, 2];

/** Where everything lies in the kernel's memory, in bytes. */
interface Places {
  stages: number;
  leaves: number;
  nodes: Record<Step, number>;
  norm: Record<Step, number>;
  source: number;
  columns: number;
  rows: number;
  pixels: number;
  sums: number;
  squares: number;
  hits: number;
}

/** One cascade in WebAssembly, with memory for the plane that is being searched. */
export class HaarKernel {
  readonly #kernel: Kernel = instantiateKernel();
  readonly #cascade: Cascade;
  readonly #tables: CascadeTables;
  #places: Places;
  #room = { width: 0, height: 0 };
  #plane = { width: 0, height: 0 };
  #stride = 0;

  constructor(cascade: Cascade) {
    this.#cascade = cascade;
    this.#tables = new CascadeTables(cascade);
    this.#places = this.#lay(64, 64);
  }

  /** Takes the plane that the next scans are about. */
  load(plane: Plane): void {
    const { width, height } = plane;
    if (width > this.#room.width || height > this.#room.height)
      this.#lay(Math.max(width, this.#room.width), Math.max(height, this.#room.height));
    this.#plane = { width, height };
    const bytes = new Uint8Array(this.#kernel.memory.buffer);
    for (let row = 0; row < height; row++) {
      const from = row * plane.stride;
      bytes.set(plane.data.subarray(from, from + width), this.#places.source + row * width);
    }
  }

  /**
   * Where a face's window stands in the plane shrunk to this size, sliding by `step` pixels.
   *
   * @returns x and y in pixels of the shrunk plane, one after the other
   */
  scan(width: number, height: number, step: Step): Int32Array {
    const { memory, resize, integrate, scan } = this.#kernel;
    const { stages, nodes, norm, source, columns, rows, pixels, sums, squares, hits } = this.#places;
    const words = new Int32Array(memory.buffer);
    words.set(tapsOf(this.#plane.width, width), columns / 4);
    words.set(tapsOf(this.#plane.height, height), rows / 4);
    resize(source, this.#plane.width, columns, rows, width, height, pixels);
    integrate(pixels, width, height, step, this.#stride / 2, this.#stride, sums, squares);
    const { width: windowWidth, height: windowHeight } = this.#cascade;
    const found = scan(
      stages,
      this.#tables.stageCount,
      nodes[step],
      Number(this.#tables.stumps),
      norm[step],
      (windowWidth - 2) * (windowHeight - 2),
      sums,
      squares,
      this.#stride,
      width - windowWidth,
      height - windowHeight,
      step,
      hits,
      hits + MOST_HITS * 8,
    );
    return words.slice(hits / 4, hits / 4 + found * 2);
  }

  /** Makes room for planes of this size, and writes the tables anew, whose offsets depend on it. */
  #lay(width: number, height: number): Places {
    const half = (Math.ceil((width + 1) / 2) + BEYOND) * 4;
    const { stages, nodes, leaves } = this.#tables.bytes;
    let end = 0;
    const room = (bytes: number): number => {
      const at = end;
      end += Math.ceil(bytes / 16) * 16;
      return at;
    };
    const places: Places = {
      stages: room(stages),
      leaves: room(leaves),
      nodes: { 1: room(nodes), 2: room(nodes) },
      norm: { 1: room(16), 2: room(16) },
      source: room(width * height),
      columns: room(width * 12),
      rows: room(height * 12),
      pixels: room(width * height),
      sums: room(half * 2 * (height + 1) + 64),
      squares: room(half * 2 * (height + 1) + 64),
      hits: room(MOST_HITS * 8),
    };
    const { memory } = this.#kernel;
    makeRoom(memory, end);
    for (const step of STEPS) {
      this.#tables.write(memory.buffer, places.stages, places.nodes[step], places.leaves);
      this.#tables.place(memory.buffer, places.nodes[step], places.norm[step], step, half, half * 2);
    }
    this.#room = { width, height };
    this.#stride = half * 2;
    return (this.#places = places);
  }
}
