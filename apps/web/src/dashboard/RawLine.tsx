import { useModelVersion } from '../timeline/use-timeline.ts';
import { useWords } from '../timeline/words.ts';
import { rawLine } from './indicator.ts';
import { type LiveTimeline } from './live-timeline.ts';

const SPAN_MS = 30_000;
const WIDTH = 280;
const HEIGHT = 28;

/** The last 30 seconds of single frames: thin and faint, because it is raw. It breaks where a frame had no estimate. */
export function RawLine({ live, participantId }: { live: LiveTimeline; participantId: string }) {
  const { t } = useWords();
  useModelVersion(live);
  const end = live.nowMs();
  let pen = 'M';
  let path = '';
  for (const { atMs, value } of rawLine(live, participantId, end - SPAN_MS)) {
    if (value === null) {
      pen = 'M';
      continue;
    }
    const x = ((atMs - end + SPAN_MS) / SPAN_MS) * WIDTH;
    path += `${pen}${x.toFixed(1)} ${(HEIGHT - 1 - value * (HEIGHT - 2)).toFixed(1)}`;
    pen = 'L';
  }
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width="100%"
      height={HEIGHT}
      preserveAspectRatio="none"
      role="img"
      aria-label={t('card.rawLine')}
    >
      <line
        x1="0"
        x2={WIDTH}
        y1={HEIGHT - 0.5}
        y2={HEIGHT - 0.5}
        stroke="var(--mantine-color-default-border)"
        vectorEffect="non-scaling-stroke"
      />
      <path d={path} fill="none" stroke="var(--mantine-color-dimmed)" strokeWidth="1" vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
