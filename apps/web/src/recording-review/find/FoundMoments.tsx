import { Button, Group, Stack, Text, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sampleState } from '#contracts/emotion';
import { type Moment } from '#contracts/recording';
import review from '../../review/review.module.css';
import { Swatch } from '../../timeline/Swatch.tsx';
import timeline from '../../timeline/timeline.module.css';
import { useViewPart } from '../../timeline/use-timeline.ts';
import { type TimelineView } from '../../timeline/view.ts';
import { useWords } from '../../timeline/words.ts';

const STEP = 50;

interface Props {
  moments: readonly Moment[];
  faces: readonly { participantId: string; name: string }[];
  view: TimelineView;
}

/** What a query found, in the order of time; a click moves the play-head there. */
export function FoundMoments({ moments, faces, view }: Props) {
  const { t } = useTranslation('recordingReview');
  const [shown, setShown] = useState(STEP);
  const names = new Map(faces.map(({ participantId, name }) => [participantId, name]));
  const current = useViewPart(view, ({ playheadMs }) =>
    playheadMs === null ? -1 : moments.findLastIndex(({ startMs, endMs }) => startMs <= playheadMs && playheadMs < endMs),
  );
  return (
    <Stack gap={6}>
      {moments.slice(0, shown).map((moment, index) => (
        <Found
          key={`${String(moment.startMs)} ${moment.participantId} ${moment.label}`}
          moment={moment}
          current={index === current}
          name={faces.length > 1 ? (names.get(moment.participantId) ?? '') : ''}
          onPick={() => {
            view.seek(moment.startMs);
          }}
        />
      ))}
      {moments.length > shown && (
        <Button
          size="compact-sm"
          variant="subtle"
          onClick={() => {
            setShown(shown + STEP);
          }}
        >
          {t('query.more', { count: moments.length - shown })}
        </Button>
      )}
    </Stack>
  );
}

function Found({ moment, name, current, onPick }: { moment: Moment; name: string; current: boolean; onPick: () => void }) {
  const { t } = useTranslation('review');
  const words = useWords();
  const state = sampleState.safeParse(moment.label);
  const what = state.success ? words.state(state.data) : words.emotion(moment.label);
  const [said] = moment.said;
  return (
    <UnstyledButton
      className={review.moment}
      onClick={onPick}
      aria-current={current || undefined}
      data-current={current}
      data-testid="found"
      data-start-ms={moment.startMs}
      data-label={moment.label}
    >
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Group gap="xs" wrap="nowrap" miw={0}>
          {state.success ? <span className={timeline.hatch} aria-hidden /> : <Swatch emotion={moment.label} />}
          <Text size="sm" fw={600}>
            {what}
          </Text>
          {moment.probability > 0 && (
            <Text size="xs" c="dimmed">
              {words.percent(moment.probability)}
            </Text>
          )}
          {name !== '' && (
            <Text size="xs" c="dimmed" truncate>
              {name}
            </Text>
          )}
        </Group>
        <Text size="xs" c="dimmed" style={{ flex: 'none', fontVariantNumeric: 'tabular-nums' }}>
          {words.clock(moment.startMs, true)}–{words.clock(moment.endMs, true)}
        </Text>
      </Group>
      {said !== undefined && (
        <Text size="sm" mt={2} lineClamp={2}>
          {said.speaker !== '' && (
            <Text span inherit c="dimmed">
              {said.speaker}:{' '}
            </Text>
          )}
          {t('moments.quote', { text: said.text })}
        </Text>
      )}
    </UnstyledButton>
  );
}
