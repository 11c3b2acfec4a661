import { emotionsOf } from '#contracts/emotion';
import { type Track } from '../timeline/model.ts';
import { segmentsIn } from '../timeline/segments.ts';
import { Swatch } from '../timeline/Swatch.tsx';
import { useModelVersion, useViewState } from '../timeline/use-timeline.ts';
import { type TimelineView } from '../timeline/view.ts';
import { useWords } from '../timeline/words.ts';
import classes from './dashboard.module.css';
import { type LiveTimeline } from './live-timeline.ts';

/** As many lines as the chart beside it is high. */
const MOST = 5;

/** Names the colours that lead in what the chart shows now, those of the longest time first, in the order of every legend. */
export function ColoursNow({ model, view, track }: { model: LiveTimeline; view: TimelineView; track: Track }) {
  const words = useWords();
  useModelVersion(model);
  useViewState(view);
  const time = new Map<string, number>();
  for (const { label, startMs, endMs } of segmentsIn(track.store, view.range()))
    if (label !== null) time.set(label, (time.get(label) ?? 0) + endMs - startMs);
  const most = [...time].sort((a, b) => b[1] - a[1]).slice(0, MOST);
  return (
    <ul className={classes.colours} aria-label={words.t('legend')} data-testid="colours-now">
      {emotionsOf(most.map(([name]) => name))
        .reverse()
        .map((name) => (
          <li key={name}>
            <Swatch emotion={name} width={14} height={10} />
            <span>{words.emotion(name)}</span>
          </li>
        ))}
    </ul>
  );
}
