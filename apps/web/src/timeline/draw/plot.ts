import { type Range, spanOf } from '../range.ts';

/** A rectangle on the canvas, in device pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Where moments and shares are drawn, in device pixels. */
export interface Plot extends Box {
  readonly fromMs: number;
  readonly toMs: number;
  readonly pxPerMs: number;
  /** Device pixels per CSS pixel. */
  readonly ratio: number;
}

export function plotOf(box: Box, range: Range, ratio: number): Plot {
  return { ...box, fromMs: range.fromMs, toMs: range.toMs, pxPerMs: box.width / spanOf(range), ratio };
}

export function xOf(plot: Plot, ms: number): number {
  return plot.left + (ms - plot.fromMs) * plot.pxPerMs;
}

/** The horizontal pieces of a chart, from top to bottom. */
export interface Lanes {
  readonly ribbon: Box;
  readonly stack: Box;
  readonly turns: readonly Box[];
}

const MOST_ROWS = 4;
const RIBBON = 4;
const GAP = 3;
/** Tall enough for a row's name. */
const ROW = 12;

/** How high a plot must be, in CSS pixels, for a stack of `stack` over the rows of so many speakers. */
export const plotHeight = (stack: number, speakers: number): number => RIBBON + GAP + stack + Math.min(MOST_ROWS, speakers) * (ROW + GAP);

/** Splits a plot: raw frames on top, the stack, a row for each speaker (four at most) under it. */
export function lanesOf(box: Box, speakers: number, ratio: number): Lanes {
  const row = ROW * ratio;
  const gap = GAP * ratio;
  const rows = Math.min(MOST_ROWS, speakers);
  const ribbon = { ...box, height: RIBBON * ratio };
  const stackTop = box.top + ribbon.height + gap;
  const stackHeight = Math.max(ratio, box.height - ribbon.height - gap - rows * (row + gap));
  const turns = Array.from({ length: rows }, (_, k) => ({ ...box, top: stackTop + stackHeight + gap + k * (row + gap), height: row }));
  return { ribbon, stack: { ...box, top: stackTop, height: stackHeight }, turns };
}
