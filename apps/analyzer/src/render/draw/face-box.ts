import type { Box } from '#contracts/emotion';
import type { Canvas, Colour } from './canvas.ts';

/** Edges that keep a line visible on a background of its own colour. */
const EDGE = { luma: 20, cover: 0.55 };

/** A rectangle of thin lines just outside the box, so that nothing covers the face. Dashed where there is no estimate. */
export function drawBox(canvas: Canvas, [x, y, width, height]: Box, colour: Colour, line: number, dashed: boolean): void {
  const left = 2 * Math.round(x / 2) - line;
  const top = 2 * Math.round(y / 2) - line;
  const right = 2 * Math.round((x + width) / 2);
  const bottom = 2 * Math.round((y + height) / 2);
  const outline = (px: number, py: number, w: number, h: number) => canvas.shade(px, py, w, h, EDGE.luma, EDGE.cover);
  outline(left - 1, top - 1, right - left + line + 2, 1);
  outline(left - 1, bottom + line, right - left + line + 2, 1);
  outline(left - 1, top, 1, bottom - top + line);
  outline(right + line, top, 1, bottom - top + line);
  const dash = dashed ? 4 * line : Infinity;
  horizontal(canvas, left, top, right + line, line, colour, dash);
  horizontal(canvas, left, bottom, right + line, line, colour, dash);
  vertical(canvas, left, top, bottom + line, line, colour, dash);
  vertical(canvas, right, top, bottom + line, line, colour, dash);
}

function horizontal(canvas: Canvas, left: number, y: number, right: number, line: number, colour: Colour, dash: number): void {
  for (let x = left; x < right; x += dash * 2) canvas.fill(x, y, Math.min(dash, right - x), line, colour);
}

function vertical(canvas: Canvas, x: number, top: number, bottom: number, line: number, colour: Colour, dash: number): void {
  for (let y = top; y < bottom; y += dash * 2) canvas.fill(x, y, line, Math.min(dash, bottom - y), colour);
}
