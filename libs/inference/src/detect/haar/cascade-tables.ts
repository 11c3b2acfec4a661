import type { Cascade, TreeNode } from './cascade.ts';

/** Windows slide by one pixel or by two; the features' places in the integral image differ (`columnOffset`). */
export type Step = 1 | 2;

// As libs/inference/wasm/haar.ts reads them.
const [NODE, STAGE] = [80, 16];
// OpenCV's data.h: keeps a sum that equals the threshold but for rounding on the passing side.
const THRESHOLD_EPSILON = 1e-5;

/** Bytes from a row's beginning to a column's sum: with a step of two, odd columns come after all even ones, from `half` on. */
export const columnOffset = (x: number, step: Step, half: number): number => (step === 1 ? x * 4 : (x >> 1) * 4 + (x & 1) * half);

/** A cascade as bytes for the kernel: stages, nodes and leaves, and where to write the features' places. */
export class CascadeTables {
  readonly #rects: Int32Array;
  readonly #norm: readonly [number, number, number, number];
  readonly stumps: boolean;
  readonly stageCount: number;
  readonly nodeCount: number;
  readonly #cascade: Cascade;

  constructor(cascade: Cascade) {
    const trees = cascade.stages.flatMap((stage) => stage.trees);
    const nodes = trees.flatMap((tree) => tree.nodes);
    this.#cascade = cascade;
    this.stumps = trees.every((tree) => tree.nodes.length === 1 && tree.nodes[0]!.left === 0 && tree.nodes[0]!.right === -1);
    this.stageCount = cascade.stages.length;
    this.nodeCount = nodes.length;
    this.#norm = [1, 1, cascade.width - 2, cascade.height - 2];
    this.#rects = new Int32Array(nodes.length * 12);
    nodes.forEach(({ feature }, index) => feature.forEach((rect, at) => this.#rects.set(rect.slice(0, 4), index * 12 + at * 4)));
  }

  /** Of the stages, the nodes and the leaves. */
  get bytes(): { stages: number; nodes: number; leaves: number } {
    const leaves = this.#cascade.stages.reduce((sum, stage) => sum + stage.trees.reduce((all, tree) => all + tree.leaves.length, 0), 0);
    return { stages: this.stageCount * STAGE, nodes: this.nodeCount * NODE, leaves: leaves * 8 };
  }

  /** @param leaves address of the leaves, which come before they are pointed to */
  write(memory: ArrayBuffer, stages: number, nodes: number, leaves: number): void {
    const view = new DataView(memory);
    for (const { trees, threshold } of this.#cascade.stages) {
      view.setInt32(stages, trees.length, true);
      view.setInt32(
        stages + 4,
        trees.reduce((sum, tree) => sum + tree.nodes.length, 0),
        true,
      );
      view.setFloat64(stages + 8, Math.fround(Math.fround(threshold) - THRESHOLD_EPSILON), true);
      stages += STAGE;
      for (const tree of trees) {
        tree.nodes.forEach((node, index) => {
          this.#writeNode(view, nodes, node);
          if (this.stumps) tree.leaves.forEach((leaf, side) => view.setFloat64(nodes + 64 + side * 8, Math.fround(leaf), true));
          else
            [node.left, node.right, index === 0 ? tree.nodes.length : 0, leaves].forEach((value, at) =>
              view.setInt32(nodes + 64 + at * 4, value, true),
            );
          nodes += NODE;
        });
        for (const leaf of tree.leaves) {
          view.setFloat64(leaves, Math.fround(leaf), true);
          leaves += 8;
        }
      }
    }
  }

  /** Writes the features' corners for integral images of this shape to the nodes, and those of the window itself to `norm`. */
  place(memory: ArrayBuffer, nodes: number, norm: number, step: Step, half: number, stride: number): void {
    const all = new Int32Array(memory);
    for (let at = 0; at < this.#rects.length; at += 4) {
      const node = nodes / 4 + Math.floor(at / 12) * (NODE / 4) + (at % 12);
      corners(all, node, this.#rects[at]!, this.#rects[at + 1]!, this.#rects[at + 2]!, this.#rects[at + 3]!, step, half, stride);
    }
    corners(all, norm / 4, ...this.#norm, step, half, stride);
  }

  #writeNode(view: DataView, at: number, { feature, threshold }: TreeNode): void {
    feature.forEach(([, , , , weight], index) => view.setFloat32(at + 48 + index * 4, weight, true));
    view.setFloat32(at + 60, threshold, true);
  }
}

function corners(
  out: Int32Array,
  at: number,
  x: number,
  y: number,
  width: number,
  height: number,
  step: Step,
  half: number,
  stride: number,
): void {
  const left = columnOffset(x, step, half);
  const right = columnOffset(x + width, step, half);
  out[at] = y * stride + left;
  out[at + 1] = y * stride + right;
  out[at + 2] = (y + height) * stride + left;
  out[at + 3] = (y + height) * stride + right;
}
