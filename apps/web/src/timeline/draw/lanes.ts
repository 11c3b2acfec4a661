import { type Marker, type SpeakingTurn } from '#contracts/call';
import { lookOf } from '#contracts/emotion-looks';
import { NONE } from '../codes.ts';
import { type Columns } from '../columns.ts';
import { type Speaker } from '../model.ts';
import { type ChartTheme } from '../theme.ts';
import { type Box, type Plot, xOf } from './plot.ts';

/** The leading class of single frames as a thin strip: raw is thin, smoothed is solid. */
export function drawRibbon(ctx: CanvasRenderingContext2D, plot: Plot, lane: Box, columns: Columns): void {
  for (let first = 0; first < columns.length; ) {
    const lead = columns.rawLead[first]!;
    let last = first;
    while (last + 1 < columns.length && columns.rawLead[last + 1] === lead && columns.startMs[last + 1]! - columns.endMs[last]! < 1) last++;
    if (lead !== NONE) {
      const left = xOf(plot, columns.startMs[first]!);
      ctx.fillStyle = lookOf(columns.classes[lead]!).colour;
      ctx.fillRect(left, lane.top, Math.max(plot.ratio, xOf(plot, columns.endMs[last]!) - left), lane.height);
    }
    first = last + 1;
  }
}

/** One row a speaker; whoever speaks has a bar. */
export function drawTurns(
  ctx: CanvasRenderingContext2D,
  plot: Plot,
  lanes: readonly Box[],
  speakers: readonly Speaker[],
  turns: readonly SpeakingTurn[],
  theme: ChartTheme,
): void {
  lanes.forEach((lane, row) => {
    const speaker = speakers[row]!;
    ctx.fillStyle = theme.grid;
    ctx.fillRect(lane.left, lane.top + lane.height - plot.ratio, lane.width, plot.ratio);
    ctx.fillStyle = theme.turns[row % theme.turns.length]!;
    for (const turn of turns) {
      if (turn.participantId !== speaker.participantId || turn.endMs < plot.fromMs || turn.startMs > plot.toMs) continue;
      const left = xOf(plot, turn.startMs);
      ctx.fillRect(left, lane.top, Math.max(plot.ratio, xOf(plot, turn.endMs) - left), lane.height);
    }
  });
}

/** Markers as a line with a flag, and their text where it fits before the next one. */
export function drawMarkers(ctx: CanvasRenderingContext2D, plot: Plot, markers: readonly Marker[], theme: ChartTheme): void {
  const flag = 7 * plot.ratio;
  ctx.font = `600 ${11 * plot.ratio}px ${theme.font}`;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'top';
  const visible = markers.filter((marker) => marker.atMs >= plot.fromMs && marker.atMs <= plot.toMs).sort((a, b) => a.atMs - b.atMs);
  visible.forEach((marker, place) => {
    const x = Math.round(xOf(plot, marker.atMs));
    ctx.fillStyle = theme.marker;
    ctx.fillRect(x - plot.ratio, plot.top, 2 * plot.ratio, plot.height);
    ctx.beginPath();
    ctx.moveTo(x, plot.top);
    ctx.lineTo(x + flag * 1.4, plot.top + flag / 2);
    ctx.lineTo(x, plot.top + flag);
    ctx.closePath();
    ctx.fill();
    const next = visible[place + 1];
    const right = next === undefined ? plot.left + plot.width : xOf(plot, next.atMs);
    const textX = x + flag * 1.4 + 3 * plot.ratio;
    if (marker.text === '' || ctx.measureText(marker.text).width > Math.min(right - textX, 160 * plot.ratio)) return;
    ctx.strokeStyle = theme.paper;
    ctx.lineWidth = 3 * plot.ratio;
    ctx.lineJoin = 'round';
    ctx.strokeText(marker.text, textX, plot.top);
    ctx.fillText(marker.text, textX, plot.top);
  });
}

/** The play-head: one line over all lanes. */
export function drawPlayhead(ctx: CanvasRenderingContext2D, plot: Plot, ms: number, theme: ChartTheme): void {
  if (ms < plot.fromMs || ms > plot.toMs) return;
  const x = Math.round(xOf(plot, ms));
  ctx.fillStyle = theme.paper;
  ctx.fillRect(x - 2 * plot.ratio, plot.top, 4 * plot.ratio, plot.height);
  ctx.fillStyle = theme.ink;
  ctx.fillRect(x - plot.ratio, plot.top, 2 * plot.ratio, plot.height);
}

/** Size of the rows' names in CSS pixels. */
export const NAME_PX = 11;

/** Names of the rows, right-aligned in the gutter left of the plot. */
export function drawRowNames(
  ctx: CanvasRenderingContext2D,
  plot: Plot,
  rows: readonly { lane: Box; name: string }[],
  theme: ChartTheme,
): void {
  const room = plot.left - 8 * plot.ratio;
  ctx.font = `${NAME_PX * plot.ratio}px ${theme.font}`;
  ctx.textAlign = 'right';
  ctx.textBaseline = 'middle';
  ctx.fillStyle = theme.faint;
  for (const { lane, name } of rows) {
    let text = name;
    while (text.length > 1 && ctx.measureText(text).width > room) text = `${text.slice(0, text.endsWith('…') ? -2 : -1)}…`;
    ctx.fillText(text, plot.left - 6 * plot.ratio, lane.top + lane.height / 2);
  }
}
