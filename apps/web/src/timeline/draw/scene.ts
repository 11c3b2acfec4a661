import { type Marker, type SpeakingTurn } from '#contracts/call';
import { type Columns } from '../columns.ts';
import { type Speaker } from '../model.ts';
import { type Range } from '../range.ts';
import { type ChartTheme } from '../theme.ts';
import { drawMarkers, drawPlayhead, drawRibbon, drawRowNames, drawTurns } from './lanes.ts';
import { type Box, lanesOf, plotOf, xOf } from './plot.ts';
import { drawLetters, drawNoEstimate, drawStack, type LetterOf } from './stack.ts';
import { type Tiles } from './tiles.ts';

/** Everything that one picture of a timeline shows. */
export interface Scene {
  readonly range: Range;
  readonly nowMs: number;
  readonly columns: Columns;
  readonly speakers: readonly Speaker[];
  readonly turns: readonly SpeakingTurn[];
  readonly markers: readonly Marker[];
  readonly selection: Range | null;
  readonly playheadMs: number | null;
  readonly live: boolean;
  /** Names the rows in the gutter; empty where there is no gutter. */
  readonly rawName: string;
  readonly letterOf: LetterOf;
}

/** Draws a timeline into `box` (device pixels), back to front. */
export function drawScene(ctx: CanvasRenderingContext2D, box: Box, ratio: number, scene: Scene, theme: ChartTheme, tiles: Tiles): void {
  const lanes = lanesOf(box, scene.speakers.length, ratio);
  const whole = plotOf(box, scene.range, ratio);
  const stack = plotOf(lanes.stack, scene.range, ratio);
  ctx.save();
  ctx.beginPath();
  ctx.rect(box.left, box.top, box.width, box.height);
  ctx.clip();
  drawNoEstimate(ctx, stack, scene.nowMs, tiles);
  drawStack(ctx, stack, scene.columns, tiles);
  drawLetters(ctx, stack, scene.columns, scene.letterOf, theme);
  drawRibbon(ctx, whole, lanes.ribbon, scene.columns);
  drawTurns(ctx, whole, lanes.turns, scene.speakers, scene.turns, theme);
  if (scene.selection !== null) {
    const left = xOf(whole, scene.selection.fromMs);
    const right = xOf(whole, scene.selection.toMs);
    ctx.fillStyle = theme.selection;
    ctx.fillRect(left, box.top, right - left, box.height);
    ctx.fillStyle = theme.accent;
    ctx.fillRect(left - ratio, box.top, 2 * ratio, box.height);
    ctx.fillRect(right - ratio, box.top, 2 * ratio, box.height);
  }
  drawMarkers(ctx, stack, scene.markers, theme);
  if (scene.live) {
    ctx.fillStyle = theme.accent;
    ctx.fillRect(Math.round(xOf(whole, scene.nowMs)) - 2 * ratio, box.top, 2 * ratio, box.height);
  }
  if (scene.playheadMs !== null) drawPlayhead(ctx, whole, scene.playheadMs, theme);
  ctx.restore();
  if (scene.rawName === '') return;
  const turnRows = lanes.turns.map((lane, row) => ({ lane, name: scene.speakers[row]!.name }));
  drawRowNames(ctx, whole, [{ lane: lanes.ribbon, name: scene.rawName }, ...turnRows], theme);
}
