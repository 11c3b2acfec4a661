import { lookOf } from '#contracts/emotion-looks';
import { type Columns, eachRun } from '../columns.ts';
import { type ChartTheme } from '../theme.ts';
import { type Plot, xOf } from './plot.ts';
import { TILE, type Tiles } from './tiles.ts';

/** Hatches the call from its start to now; estimates are painted over it, so that what stays hatched is a gap. */
export function drawNoEstimate(ctx: CanvasRenderingContext2D, plot: Plot, nowMs: number, tiles: Tiles): void {
  const left = Math.max(plot.left, xOf(plot, 0));
  const right = Math.min(plot.left + plot.width, xOf(plot, nowMs));
  if (right <= left) return;
  anchored(ctx, plot, 0.625, (shift) => {
    ctx.fillStyle = tiles.noEstimate;
    ctx.fillRect(left - shift, plot.top, right - left, plot.height);
  });
}

/** Stacks the smoothed probabilities, neutral at the bottom, one shape a class and run: nothing is drawn across a gap. */
export function drawStack(ctx: CanvasRenderingContext2D, plot: Plot, columns: Columns, tiles: Tiles): void {
  anchored(ctx, plot, 1, (shift) => {
    eachRun(columns, (first, last) => {
      for (let k = 0; k < columns.classes.length; k++) {
        if (thickest(columns, first, last, k) * plot.height < 0.5) continue;
        ctx.fillStyle = tiles.of(columns.classes[k]!);
        ctx.beginPath();
        traceEdge(ctx, plot, columns, first, last, k, shift, true);
        traceEdge(ctx, plot, columns, first, last, k - 1, shift, false);
        ctx.closePath();
        ctx.fill();
        const outline = lookOf(columns.classes[k]!).outline;
        if (outline === undefined) continue;
        ctx.strokeStyle = outline;
        ctx.lineWidth = plot.ratio;
        ctx.stroke();
      }
    });
  });
}

/** A line of class `k`'s upper edge; -1 is the floor. Points sit in the middle of columns, and at both ends of the run. */
function traceEdge(
  ctx: CanvasRenderingContext2D,
  plot: Plot,
  columns: Columns,
  first: number,
  last: number,
  k: number,
  shift: number,
  forward: boolean,
): void {
  const floor = plot.top + plot.height;
  const y = (column: number) => (k < 0 ? floor : floor - columns.stack[column * columns.classes.length + k]! * plot.height);
  const from = xOf(plot, columns.startMs[first]!) - shift;
  const to = xOf(plot, columns.endMs[last]!) - shift;
  if (forward) ctx.moveTo(from, y(first));
  else ctx.lineTo(to, y(last));
  if (k >= 0) {
    for (let step = 0; step <= last - first; step++) {
      const column = forward ? first + step : last - step;
      ctx.lineTo(xOf(plot, (columns.startMs[column]! + columns.endMs[column]!) / 2) - shift, y(column));
    }
  }
  ctx.lineTo(forward ? to : from, y(forward ? last : first));
}

function thicknessAt(columns: Columns, column: number, k: number): number {
  const row = column * columns.classes.length;
  return columns.stack[row + k]! - (k === 0 ? 0 : columns.stack[row + k - 1]!);
}

function thickest(columns: Columns, first: number, last: number, k: number): number {
  let most = 0;
  for (let column = first; column <= last; column++) most = Math.max(most, thicknessAt(columns, column, k));
  return most;
}

const LETTER_EVERY = 110;
/** Of the same class, at least so far from each other. */
const LETTER_APART = 40;
const LETTER_ROOM = 15;
/** A letter may stand out a little from a narrow band: its halo keeps it legible. */
const LETTER_LEAST_WIDTH = 8;

/** The letter of a class in the reader's language. */
export type LetterOf = (name: string) => string;

/** Writes each class's letter where its band is tall enough, at most one every 110 CSS pixels, in the middle of where the band is tallest. */
export function drawLetters(ctx: CanvasRenderingContext2D, plot: Plot, columns: Columns, letterOf: LetterOf, theme: ChartTheme): void {
  const room = LETTER_ROOM * plot.ratio;
  // A grid in time, not on the screen: letters travel with their bands instead of hopping.
  const chunkMs = 2 ** Math.ceil(Math.log2((LETTER_EVERY * plot.ratio) / plot.pxPerMs));
  ctx.font = `600 ${11 * plot.ratio}px ${theme.font}`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.lineJoin = 'round';
  ctx.lineWidth = 3 * plot.ratio;
  const lastX = columns.classes.map(() => -Infinity);
  eachRun(columns, (first, last) => {
    for (let start = first; start <= last; ) {
      const chunk = Math.floor(columns.startMs[start]! / chunkMs);
      let end = start;
      while (end < last && Math.floor(columns.startMs[end + 1]! / chunkMs) === chunk) end++;
      for (let k = 0; k < columns.classes.length; k++) lastX[k] = drawLetter(ctx, plot, columns, start, end, k, room, letterOf, lastX[k]!);
      start = end + 1;
    }
  });
}

/** Returns where the class's last letter is now. */
function drawLetter(
  ctx: CanvasRenderingContext2D,
  plot: Plot,
  columns: Columns,
  first: number,
  last: number,
  k: number,
  room: number,
  letterOf: LetterOf,
  lastX: number,
): number {
  const most = thickest(columns, first, last, k);
  if (most * plot.height < room) return lastX;
  const [from, to] = longestTall(columns, first, last, k, 0.75 * most);
  if (xOf(plot, columns.endMs[to]!) - xOf(plot, columns.startMs[from]!) < LETTER_LEAST_WIDTH * plot.ratio) return lastX;
  const best = (from + to) >> 1;
  const thickness = thicknessAt(columns, best, k);
  const x = xOf(plot, (columns.startMs[best]! + columns.endMs[best]!) / 2);
  if (x < plot.left + room / 2 || x > plot.left + plot.width - room / 2 || x - lastX < LETTER_APART * plot.ratio) return lastX;
  const y = plot.top + plot.height * (1 - columns.stack[best * columns.classes.length + k]! + thickness / 2);
  const style = lookOf(columns.classes[k]!);
  const letter = letterOf(columns.classes[k]!);
  ctx.strokeStyle = style.colour;
  ctx.strokeText(letter, x, y);
  ctx.fillStyle = style.ink;
  ctx.fillText(letter, x, y);
  return x;
}

/** The longest stretch of columns in which class `k` is at least `least` thick: first and last column. */
function longestTall(columns: Columns, first: number, last: number, k: number, least: number): [number, number] {
  let longest: [number, number] = [first, first];
  for (let from = first; from <= last; from++) {
    if (thicknessAt(columns, from, k) < least) continue;
    let to = from;
    while (to < last && thicknessAt(columns, to + 1, k) >= least) to++;
    if (to - from > longest[1] - longest[0] || thicknessAt(columns, longest[0], k) < least) longest = [from, to];
    from = to;
  }
  return longest;
}

/** Patterns are anchored to the canvas; this moves it so that they travel with time instead of standing still behind it. */
function anchored(ctx: CanvasRenderingContext2D, plot: Plot, scale: number, draw: (shift: number) => void): void {
  const side = Math.round(TILE * plot.ratio * scale);
  const zero = xOf(plot, 0) % side;
  ctx.save();
  ctx.translate(zero, 0);
  draw(zero);
  ctx.restore();
}
