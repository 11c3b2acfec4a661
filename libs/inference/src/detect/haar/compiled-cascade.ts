import type { Cascade } from './cascade.ts';

// OpenCV's data.h: keeps a sum that equals the threshold but for rounding on the passing side.
const THRESHOLD_EPSILON = 1e-5;
// OpenCV rejects a window whose standard deviation is not above 10 grey levels before any stage.
const FLAT = 0.1;

/** A cascade laid out for speed: flat arrays, features as offsets into an integral image of a known stride. */
export class CompiledCascade {
  readonly width: number;
  readonly height: number;
  readonly #stumps: boolean;
  readonly #stageEnd: Int32Array;
  readonly #stageThreshold: Float64Array;
  /** First node, then first leaf, of each tree. */
  readonly #treeNode: Int32Array;
  readonly #treeLeaf: Int32Array;
  readonly #rects: Int32Array;
  readonly #weights: Float64Array;
  readonly #thresholds: Float64Array;
  readonly #left: Int32Array;
  readonly #right: Int32Array;
  readonly #leaves: Float64Array;
  readonly #offsets: Int32Array;
  readonly #normOffsets = new Int32Array(4);
  #stride = 0;

  constructor(cascade: Cascade) {
    this.width = cascade.width;
    this.height = cascade.height;
    const trees = cascade.stages.flatMap((stage) => stage.trees);
    const nodes = trees.flatMap((tree) => tree.nodes);
    this.#stumps = trees.every((tree) => tree.nodes.length === 1 && tree.nodes[0]!.left === 0 && tree.nodes[0]!.right === -1);
    let end = 0;
    this.#stageEnd = Int32Array.from(cascade.stages, (stage) => (end += stage.trees.length));
    this.#stageThreshold = Float64Array.from(cascade.stages, (stage) => Math.fround(Math.fround(stage.threshold) - THRESHOLD_EPSILON));
    let node = 0;
    this.#treeNode = Int32Array.from(trees, (tree) => (node += tree.nodes.length) - tree.nodes.length);
    let leaf = 0;
    this.#treeLeaf = Int32Array.from(trees, (tree) => (leaf += tree.leaves.length) - tree.leaves.length);
    this.#leaves = Float64Array.from(trees.flatMap((tree) => tree.leaves), Math.fround);
    this.#thresholds = Float64Array.from(nodes, ({ threshold }) => Math.fround(threshold));
    this.#left = Int32Array.from(nodes, ({ left }) => left);
    this.#right = Int32Array.from(nodes, ({ right }) => right);
    this.#rects = new Int32Array(nodes.length * 12);
    this.#weights = new Float64Array(nodes.length * 3);
    nodes.forEach(({ feature }, index) => feature.forEach(([x, y, width, height, weight], rect) => {
      this.#rects.set([x, y, width, height], index * 12 + rect * 4);
      this.#weights[index * 3 + rect] = Math.fround(weight);
    }));
    this.#offsets = new Int32Array(nodes.length * 12);
  }

  /** Places the features on integral images of this stride. */
  place(stride: number): void {
    if (stride === this.#stride) return;
    this.#stride = stride;
    for (let at = 0; at < this.#rects.length; at += 4) this.#corners(this.#rects.subarray(at, at + 4), this.#offsets.subarray(at, at + 4));
    this.#corners(Int32Array.of(1, 1, this.width - 2, this.height - 2), this.#normOffsets);
  }

  #corners([x = 0, y = 0, width = 0, height = 0]: Int32Array, out: Int32Array): void {
    const topLeft = y * this.#stride + x;
    out.set([topLeft, topLeft + width, topLeft + height * this.#stride, topLeft + height * this.#stride + width]);
  }

  /**
   * Runs the cascade on the window whose top left corner is at `at` of the integral images.
   *
   * @returns 1 for a face, else minus the number of the stage that refused it, and -1 for a flat window (as OpenCV)
   */
  run(sums: Int32Array, squares: Int32Array, at: number): number {
    const norm = this.#normOffsets;
    const a = norm[0]! + at;
    const b = norm[1]! + at;
    const c = norm[2]! + at;
    const d = norm[3]! + at;
    const sum = sums[a]! - sums[b]! - sums[c]! + sums[d]!;
    const square = (squares[a]! - squares[b]! - squares[c]! + squares[d]!) >>> 0;
    const area = (this.width - 2) * (this.height - 2);
    const spread = area * square - sum * sum;
    if (spread <= 0) return -1;
    const factor = Math.fround(1 / Math.sqrt(spread));
    if (area * factor >= FLAT) return -1;
    return this.#stumps ? this.#runStumps(sums, at, factor) : this.#runTrees(sums, at, factor);
  }

  #runStumps(sums: Int32Array, at: number, factor: number): number {
    const offsets = this.#offsets;
    const weights = this.#weights;
    const thresholds = this.#thresholds;
    const leaves = this.#leaves;
    const ends = this.#stageEnd;
    let tree = 0;
    for (let stage = 0; stage < ends.length; stage++) {
      let total = 0;
      for (const end = ends[stage]!; tree < end; tree++) {
        const o = tree * 12;
        const w = tree * 3;
        let value = weights[w]! * (sums[at + offsets[o]!]! - sums[at + offsets[o + 1]!]! - sums[at + offsets[o + 2]!]! + sums[at + offsets[o + 3]!]!)
          + weights[w + 1]! * (sums[at + offsets[o + 4]!]! - sums[at + offsets[o + 5]!]! - sums[at + offsets[o + 6]!]! + sums[at + offsets[o + 7]!]!);
        const third = weights[w + 2]!;
        if (third !== 0) value += third * (sums[at + offsets[o + 8]!]! - sums[at + offsets[o + 9]!]! - sums[at + offsets[o + 10]!]! + sums[at + offsets[o + 11]!]!);
        total += leaves[value * factor < thresholds[tree]! ? tree * 2 : tree * 2 + 1]!;
      }
      if (total < this.#stageThreshold[stage]!) return -stage;
    }
    return 1;
  }

  #runTrees(sums: Int32Array, at: number, factor: number): number {
    const offsets = this.#offsets;
    const weights = this.#weights;
    const ends = this.#stageEnd;
    let tree = 0;
    for (let stage = 0; stage < ends.length; stage++) {
      let total = 0;
      for (const end = ends[stage]!; tree < end; tree++) {
        const base = this.#treeNode[tree]!;
        let next = 0;
        do {
          const node = base + next;
          const o = node * 12;
          const w = node * 3;
          let value = weights[w]! * (sums[at + offsets[o]!]! - sums[at + offsets[o + 1]!]! - sums[at + offsets[o + 2]!]! + sums[at + offsets[o + 3]!]!)
            + weights[w + 1]! * (sums[at + offsets[o + 4]!]! - sums[at + offsets[o + 5]!]! - sums[at + offsets[o + 6]!]! + sums[at + offsets[o + 7]!]!);
          const third = weights[w + 2]!;
          if (third !== 0) value += third * (sums[at + offsets[o + 8]!]! - sums[at + offsets[o + 9]!]! - sums[at + offsets[o + 10]!]! + sums[at + offsets[o + 11]!]!);
          next = value * factor < this.#thresholds[node]! ? this.#left[node]! : this.#right[node]!;
        } while (next > 0);
        total += this.#leaves[this.#treeLeaf[tree]! - next]!;
      }
      if (total < this.#stageThreshold[stage]!) return -stage;
    }
    return 1;
  }
}
