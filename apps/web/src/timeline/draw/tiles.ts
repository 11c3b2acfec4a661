import { type EmotionLook, lookOf } from '#contracts/emotion-looks';
import { type ChartTheme } from '../theme.ts';

/** Side of a pattern's tile in CSS pixels. */
export const TILE = 8;

/** Fills for the classes by the names that people see, and for what is no estimate. */
export interface Tiles {
  readonly of: (name: string) => CanvasPattern | string;
  readonly noEstimate: CanvasPattern | string;
}

type Stroke = (ctx: CanvasRenderingContext2D, side: number) => void;

const line =
  (x1: number, y1: number, x2: number, y2: number): Stroke =>
  (ctx, side) => {
    ctx.moveTo(x1 * side, y1 * side);
    ctx.lineTo(x2 * side, y2 * side);
  };

/** In parts of the tile's side; diagonals run out of it, so that neighbouring tiles join. */
const STROKES: Record<EmotionLook['pattern'], readonly Stroke[]> = {
  plain: [],
  dots: [],
  vertical: [line(0.5, 0, 0.5, 1)],
  horizontal: [line(0, 0.5, 1, 0.5)],
  slash: [line(-0.25, 1.25, 1.25, -0.25), line(-0.25, 0.25, 0.25, -0.25), line(0.75, 1.25, 1.25, 0.75)],
  backslash: [line(-0.25, -0.25, 1.25, 1.25), line(0.75, -0.25, 1.25, 0.25), line(-0.25, 0.75, 0.25, 1.25)],
  grid: [line(0.5, 0, 0.5, 1), line(0, 0.5, 1, 0.5)],
  cross: [line(0, 0, 1, 1), line(0, 1, 1, 0)],
  zigzag: [line(0, 0.75, 0.5, 0.25), line(0.5, 0.25, 1, 0.75)],
};

export function drawTile(ctx: CanvasRenderingContext2D, style: EmotionLook, side: number): void {
  ctx.fillStyle = style.colour;
  ctx.fillRect(0, 0, side, side);
  ctx.lineWidth = side / 8;
  ctx.strokeStyle = style.mark;
  ctx.fillStyle = style.mark;
  ctx.beginPath();
  if (style.pattern === 'dots') {
    for (const [x, y] of [
      [0.25, 0.25],
      [0.75, 0.75],
    ] as const) {
      ctx.moveTo(x * side + side / 8, y * side);
      ctx.arc(x * side, y * side, side / 8, 0, 2 * Math.PI);
    }
    ctx.fill();
    return;
  }
  for (const stroke of STROKES[style.pattern]) stroke(ctx, side);
  ctx.stroke();
}

function drawHatch(ctx: CanvasRenderingContext2D, theme: ChartTheme, side: number): void {
  ctx.lineWidth = side / 8;
  ctx.strokeStyle = theme.hatch;
  ctx.globalAlpha = 0.8;
  ctx.beginPath();
  for (const stroke of STROKES.slash) stroke(ctx, side);
  ctx.stroke();
}

/** Makes the fills for one device pixel ratio. `make` gives a fresh canvas of that side. */
export function makeTiles(
  target: CanvasRenderingContext2D,
  theme: ChartTheme,
  ratio: number,
  make: (side: number) => HTMLCanvasElement,
): Tiles {
  const patternOf = (side: number, draw: (ctx: CanvasRenderingContext2D) => void, otherwise: string) => {
    const canvas = make(side);
    const ctx = canvas.getContext('2d');
    if (ctx === null) return otherwise;
    draw(ctx);
    return target.createPattern(canvas, 'repeat') ?? otherwise;
  };
  const fills = new Map<string, CanvasPattern | string>();
  const side = Math.round(TILE * ratio);
  const fine = Math.round(TILE * ratio * 0.625);
  return {
    of: (name) => {
      let fill = fills.get(name);
      if (fill === undefined) {
        const style = lookOf(name);
        fill = patternOf(
          side,
          (ctx) => {
            drawTile(ctx, style, side);
          },
          style.colour,
        );
        fills.set(name, fill);
      }
      return fill;
    },
    noEstimate: patternOf(
      fine,
      (ctx) => {
        drawHatch(ctx, theme, fine);
      },
      theme.hatch,
    ),
  };
}
