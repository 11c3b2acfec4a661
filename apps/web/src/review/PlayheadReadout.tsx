import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type Track } from '../timeline/model.ts';
import { readingAt } from '../timeline/segments.ts';
import { useViewPart } from '../timeline/use-timeline.ts';
import { type TimelineView } from '../timeline/view.ts';
import { useWords } from '../timeline/words.ts';

/** How often the words follow a playing video. */
const STEP_MS = 100;

/** The play-head in words: its time, and what the timeline says there. Spoken where a person moved it, not while it moves by itself. */
export function PlayheadReadout({ view, track }: { view: TimelineView; track: Track | null }) {
  const { t } = useTranslation('review');
  const words = useWords();
  const playheadMs = useViewPart(view, (state) =>
    state.playheadMs === null || !state.moving ? state.playheadMs : Math.floor(state.playheadMs / STEP_MS) * STEP_MS,
  );
  const moving = useViewPart(view, (state) => state.moving);
  return (
    <Text size="sm" aria-live={moving ? 'off' : 'polite'}>
      <Text span inherit fw={600} data-testid="playhead-time" style={{ fontVariantNumeric: 'tabular-nums' }}>
        {playheadMs === null ? '–' : words.clock(playheadMs, true)}
      </Text>{' '}
      <Text span inherit c="dimmed">
        {playheadMs === null ? t('timeline.clickHint') : track !== null && words.reading(readingAt(track.store, playheadMs))}
      </Text>
    </Text>
  );
}
