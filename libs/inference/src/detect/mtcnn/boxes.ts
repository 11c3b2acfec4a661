import type { Box } from '#contracts/emotion';
import { overlap } from '../detector.ts';

/** A window that a stage takes for a face. */
export interface Candidate {
  readonly box: Box;
  /** 0-1. */
  readonly score: number;
}

/** The sides of the pyramid's pictures as shares of the plane's, largest first, so that faces of `minFace` pixels up fill a window of `cell`. */
export function pyramidScales(width: number, height: number, minFace: number, cell: number, factor: number): number[] {
  const scales: number[] = [];
  for (let scale = cell / minFace; Math.min(width, height) * scale >= cell; scale *= factor) scales.push(scale);
  return scales;
}

/** The square around the same centre, as large as the longer side. */
export function square([x, y, width, height]: Box): Box {
  const side = Math.max(width, height);
  return [x + (width - side) / 2, y + (height - side) / 2, side, side];
}

/** A box so many times as large around the same centre. */
export function scaled([x, y, width, height]: Box, factor: number): Box {
  return [x - (width * (factor - 1)) / 2, y - (height * (factor - 1)) / 2, width * factor, height * factor];
}

/** Moves a square's edges (left, top, right, bottom) by their shares of its side: the box regression. */
export function moveEdges([x, y, side]: Box, edges: ArrayLike<number>, at = 0): Box {
  const left = x + edges[at]! * side;
  const top = y + edges[at + 1]! * side;
  return [left, top, Math.max(0, x + side + edges[at + 2]! * side - left), Math.max(0, y + side + edges[at + 3]! * side - top)];
}

/** The part of a box that lies in a plane. */
export function inside([x, y, width, height]: Box, plane: { readonly width: number; readonly height: number }): Box {
  const [left, right] = [x, x + width].map((at) => Math.min(Math.max(at, 0), plane.width)) as [number, number];
  const [top, bottom] = [y, y + height].map((at) => Math.min(Math.max(at, 0), plane.height)) as [number, number];
  return [left, top, right - left, bottom - top];
}

/** The part of the smaller box that the other covers, 0-1. */
export function cover(a: Box, b: Box): number {
  const width = Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1]);
  return width <= 0 || height <= 0 ? 0 : (width * height) / Math.min(a[2] * a[3], b[2] * b[3]);
}

/** Non-maximum suppression: best first, without those that overlap a better one by more than `limit`. */
export function suppress<T extends Candidate>(candidates: readonly T[], limit: number, shared: (a: Box, b: Box) => number = overlap): T[] {
  const kept: T[] = [];
  for (const candidate of [...candidates].sort((a, b) => b.score - a.score)) {
    if (kept.every(({ box }) => shared(box, candidate.box) <= limit)) kept.push(candidate);
  }
  return kept;
}
