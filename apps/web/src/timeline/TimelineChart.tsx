import { useElementSize, useReducedMotion } from '@mantine/hooks';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import 'uplot/dist/uPlot.min.css';
import { attachGestures, type DragMode } from './gestures.ts';
import { HoverReadout } from './HoverReadout.tsx';
import { handleKey } from './keys.ts';
import { type TimelineModel, type Track } from './model.ts';
import { NAME_PX } from './draw/lanes.ts';
import { TimelineCanvas } from './timeline-canvas.ts';
import classes from './timeline.module.css';
import { useChartTheme, useModelVersion } from './use-timeline.ts';
import { type TimelineView } from './view.ts';
import { useWords } from './words.ts';

/** Narrower than this, row names would take too much of the picture. */
const GUTTER_FROM = 620;

/** Room for the longest of the names beside their rows, so that none is cut. */
function gutterFor(names: readonly string[], font: string): number {
  const ctx = document.createElement('canvas').getContext('2d');
  if (ctx === null) return 92;
  ctx.font = `${String(NAME_PX)}px ${font}`;
  return Math.ceil(Math.max(...names.map((name) => ctx.measureText(name).width))) + 16;
}

export interface TimelineChartProps {
  model: TimelineModel;
  view: TimelineView;
  /** Whose estimates; null shows turns and markers only. */
  track: Track | null;
  height: number;
  dragMode: DragMode;
  /** A click or tap on a moment. */
  onTap: (ms: number) => void;
}

/** The picture of a timeline and every way to move in it. What it shows is also in `TimelineTable`. */
export function TimelineChart({ model, view, track, height, dragMode, onTap }: TimelineChartProps) {
  const { t, letter: letterOf } = useWords();
  const theme = useChartTheme();
  const reducedMotion = useReducedMotion();
  const { ref: frame, width } = useElementSize<HTMLDivElement>();
  const host = useRef<HTMLDivElement>(null);
  const canvas = useRef<TimelineCanvas | null>(null);
  const latest = useRef({ dragMode, onTap });
  const [hoverX, setHoverX] = useState<number | null>(null);
  const known = width > 0;
  const rawName = t('rawRow');
  useModelVersion(model);
  const longest = gutterFor([rawName, ...model.speakers.map(({ name }) => name)], theme.font);
  const gutter = width >= GUTTER_FROM ? Math.min(longest, Math.floor(width / 3)) : 0;

  useEffect(() => {
    latest.current = { dragMode, onTap };
  });

  useEffect(() => {
    if (host.current === null || !known) return;
    const made = new TimelineCanvas(host.current, {
      model,
      view,
      track,
      theme,
      width: host.current.clientWidth,
      height,
      gutter,
      rawName,
      letterOf,
      reducedMotion,
    });
    const detach = attachGestures({
      canvas: made,
      view,
      dragMode: () => latest.current.dragMode,
      onHover: setHoverX,
      onTap: (ms) => {
        latest.current.onTap(ms);
      },
    });
    canvas.current = made;
    return () => {
      detach();
      made.destroy();
      canvas.current = null;
    };
  }, [model, view, track, theme, height, gutter, known, rawName, letterOf, reducedMotion]);

  useEffect(() => {
    if (width > 0) canvas.current?.resize(width, height);
  }, [width, height]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (!handleKey(event, view, model.live)) return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div ref={frame} className={classes.chart} style={{ height }}>
      <div
        ref={host}
        className={classes.canvas}
        data-testid="timeline-chart"
        tabIndex={0}
        role="application"
        aria-roledescription={t('chart')}
        aria-label={t('chartLabel', { name: track?.name ?? '' })}
        onKeyDown={onKeyDown}
      />
      {hoverX !== null && (
        <HoverReadout
          model={model}
          view={view}
          track={track}
          x={hoverX}
          left={gutter > 0 ? gutter : 10}
          width={width - (gutter > 0 ? gutter + 18 : 28)}
        />
      )}
    </div>
  );
}
