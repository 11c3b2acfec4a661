import { CascadeError } from '#inference/errors';

/** One rectangle of a Haar feature: `[x, y, width, height, weight]` in pixels of the training window. */
export type FeatureRect = readonly [x: number, y: number, width: number, height: number, weight: number];

/** A split: `left` where the feature is below the threshold, else `right`; above 0 a node, else the leaf `-value`. */
export interface TreeNode {
  readonly feature: readonly FeatureRect[];
  readonly threshold: number;
  readonly left: number;
  readonly right: number;
}

/** A decision tree of a stage; a stump has one node and two leaves. */
export interface Tree {
  readonly nodes: readonly TreeNode[];
  readonly leaves: readonly number[];
}

export interface Stage {
  readonly threshold: number;
  readonly trees: readonly Tree[];
}

/** A boosted cascade of Haar features (Viola & Jones 2001), however it was stored. */
export interface Cascade {
  /** Where it came from, for people. */
  readonly source: string;
  /** Training window in pixels. */
  readonly width: number;
  readonly height: number;
  readonly stages: readonly Stage[];
}

/** Checks what every stored form could get wrong. @throws CascadeError `broken` */
export function checkCascade(cascade: Cascade): Cascade {
  const fail = (what: string): never => {
    throw new CascadeError('broken', `The cascade ${cascade.source} is damaged: ${what}. Fetch the file again, or name another one.`);
  };
  const { width, height } = cascade;
  if (!(width >= 4 && height >= 4 && width <= 256 && height <= 256)) fail(`its window of ${width}x${height} pixels makes no sense`);
  if (cascade.stages.length === 0) fail('it has no stages');
  for (const stage of cascade.stages) {
    if (stage.trees.length === 0 || !Number.isFinite(stage.threshold)) fail('a stage is empty');
    for (const tree of stage.trees) checkTree(tree, width, height, fail);
  }
  return cascade;
}

function checkTree(tree: Tree, width: number, height: number, fail: (what: string) => never): void {
  if (tree.nodes.length === 0 || !tree.leaves.every(Number.isFinite)) fail('a tree is empty');
  tree.nodes.forEach((node, index) => {
    for (const next of [node.left, node.right]) {
      const exists = next > 0 ? next > index && next < tree.nodes.length : -next < tree.leaves.length;
      if (!Number.isInteger(next) || !exists) fail('a tree points outside itself');
    }
    if (!Number.isFinite(node.threshold)) fail('a threshold is missing');
    if (node.feature.length < 1 || node.feature.length > 3) fail('a feature has not one to three rectangles');
    for (const [x, y, w, h, weight] of node.feature) {
      const inside = x >= 0 && y >= 0 && w > 0 && h > 0 && x + w <= width && y + h <= height;
      if (!inside || !Number.isFinite(weight)) fail('a feature leaves the window');
    }
  });
}
