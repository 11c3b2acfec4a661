import uPlot from 'uplot';
import { clockText } from '#contracts/time';
import { Columns, columnsIn } from './columns.ts';
import { drawScene } from './draw/scene.ts';
import { type LetterOf } from './draw/stack.ts';
import { makeTiles, type Tiles } from './draw/tiles.ts';
import { type TimelineModel, type Track } from './model.ts';
import { type Range, spanOf } from './range.ts';
import { type ChartTheme } from './theme.ts';
import { type TimelineView } from './view.ts';

const SECOND = 1_000;
const MINUTE = 60_000;
/** Distances of the ticks on the time axis. */
const TICKS = [
  SECOND,
  2 * SECOND,
  5 * SECOND,
  10 * SECOND,
  15 * SECOND,
  30 * SECOND,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  60 * MINUTE,
  120 * MINUTE,
  360 * MINUTE,
];

const PADDING = 8;
const AXIS = 20;
/** What of a chart's height is not plot, in CSS pixels. */
export const AROUND_PLOT = PADDING + AXIS;

export interface CanvasOptions {
  model: TimelineModel;
  view: TimelineView;
  track: Track | null;
  theme: ChartTheme;
  width: number;
  height: number;
  /** Room for row names left of the plot, in CSS pixels; 0 for none. */
  gutter: number;
  rawName: string;
  letterOf: LetterOf;
  /** Scroll a live call in steps of a second instead of smoothly. */
  reducedMotion: boolean;
}

/**
 * Keeps a timeline drawn: uPlot brings canvas, axis, cursor and coordinates, `drawScene` the picture. Draws in animation frames, and
 * only in those in which something changed or the live edge moved by a device pixel.
 */
export class TimelineCanvas {
  readonly #options: CanvasOptions;
  readonly #plot: uPlot;
  readonly #columns = new Columns();
  readonly #unsubscribe: readonly (() => void)[];
  #tiles: Tiles | null = null;
  #tilesRatio = 0;
  #frame = 0;
  #dirty = true;
  #drawn: Range = { fromMs: 0, toMs: 1 };
  /** The picture of the last frame was drawn for this range. */
  #range: Range;

  constructor(host: HTMLElement, options: CanvasOptions) {
    this.#options = options;
    this.#range = options.view.range();
    this.#plot = new uPlot(
      this.#config(),
      [
        [0, 1],
        [null, null],
      ],
      host,
    );
    const invalidate = () => {
      this.invalidate();
    };
    this.#unsubscribe = [options.model.subscribe(invalidate), options.view.subscribe(invalidate)];
    this.invalidate();
  }

  /** The element over the plot that takes the pointer. */
  get surface(): HTMLElement {
    return this.#plot.over;
  }

  /** The moment under a place on the screen. */
  msAt(clientX: number): number {
    const box = this.#plot.over.getBoundingClientRect();
    const range = this.#options.view.range();
    return range.fromMs + ((clientX - box.left) / Math.max(1, box.width)) * spanOf(range);
  }

  get msPerPixel(): number {
    return spanOf(this.#options.view.range()) / Math.max(1, this.#plot.over.clientWidth);
  }

  resize(width: number, height: number): void {
    if (width === this.#plot.width && height === this.#plot.height) return;
    this.#plot.setSize({ width, height });
    this.invalidate();
  }

  invalidate(): void {
    this.#dirty = true;
    this.#schedule();
  }

  destroy(): void {
    cancelAnimationFrame(this.#frame);
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#plot.destroy();
  }

  #schedule(): void {
    if (this.#frame === 0) this.#frame = requestAnimationFrame(this.#tick);
  }

  readonly #tick = (): void => {
    this.#frame = 0;
    const { model, view } = this.#options;
    const scrolling = model.live && view.following;
    if (scrolling) this.#schedule();
    const range = view.range();
    if (!this.#dirty && !(scrolling && this.#hasMoved(range))) return;
    this.#dirty = false;
    this.#range = range;
    if (range.fromMs === this.#drawn.fromMs && range.toMs === this.#drawn.toMs) {
      this.#plot.redraw(false, false);
      return;
    }
    this.#drawn = range;
    this.#plot.setScale('x', { min: range.fromMs, max: range.toMs });
  };

  #hasMoved(range: Range): boolean {
    const moved = Math.abs(range.toMs - this.#drawn.toMs);
    return this.#options.reducedMotion ? moved >= SECOND : moved / this.msPerPixel >= 1 / this.#ratio();
  }

  #ratio(): number {
    return this.#plot.ctx.canvas.width / this.#plot.width;
  }

  #draw(): void {
    const { model, view, track, theme, gutter, rawName, letterOf } = this.#options;
    const { ctx, bbox } = this.#plot;
    const ratio = this.#ratio();
    const state = view.getState();
    if (track !== null) columnsIn(track.store, this.#range, bbox.width / ratio, this.#columns);
    drawScene(
      ctx,
      bbox,
      ratio,
      {
        range: this.#range,
        nowMs: model.nowMs(),
        columns: this.#columns,
        speakers: model.speakers,
        turns: model.turns,
        markers: model.markers,
        selection: state.selection,
        playheadMs: state.playheadMs,
        live: model.live,
        rawName: gutter > 0 ? rawName : '',
        letterOf,
      },
      theme,
      this.#tilesFor(ratio),
    );
  }

  #tilesFor(ratio: number): Tiles {
    if (this.#tiles === null || this.#tilesRatio !== ratio) {
      this.#tilesRatio = ratio;
      this.#tiles = makeTiles(this.#plot.ctx, this.#options.theme, ratio, (side) => {
        const canvas = document.createElement('canvas');
        canvas.width = side;
        canvas.height = side;
        return canvas;
      });
    }
    return this.#tiles;
  }

  #config(): uPlot.Options {
    const { theme, gutter, width, height } = this.#options;
    return {
      width,
      height,
      padding: [PADDING, 18, 0, gutter > 0 ? 0 : 10],
      legend: { show: false },
      cursor: { y: false, points: { show: false }, drag: { x: false, y: false, setScale: false } },
      scales: { x: { time: false, auto: false }, y: { auto: false, range: [0, 1] } },
      axes: [
        {
          size: AXIS,
          gap: 3,
          space: 72,
          incrs: TICKS,
          stroke: theme.faint,
          font: `11px ${theme.font}`,
          grid: { stroke: theme.grid, width: 1 },
          ticks: { stroke: theme.grid, size: 3, width: 1 },
          values: (_, splits) => splits.map((ms) => (ms < 0 ? '' : clockText(ms))),
        },
        { show: gutter > 0, size: gutter, values: (_, splits) => splits.map(() => ''), grid: { show: false }, ticks: { show: false } },
      ],
      series: [{}, { paths: () => null, points: { show: false } }],
      hooks: {
        draw: [
          () => {
            this.#draw();
          },
        ],
      },
    };
  }
}
