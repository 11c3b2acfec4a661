import { Group, Paper, Stack, Text, Title, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { emotionOf } from '#contracts/emotion';
import { type ParticipantSummary } from '#contracts/summary';
import { Swatch } from '../timeline/Swatch.tsx';
import { type TimelineView } from '../timeline/view.ts';
import { useWords } from '../timeline/words.ts';
import classes from './review.module.css';

const QUOTES = 2;

interface Props {
  person: ParticipantSummary | null;
  view: TimelineView;
  /** Whether there is a transcript: without one, nothing is known of what was said. */
  transcribed: boolean;
}

/** The strongest stretches, each with what was said in it; a click moves everything there. */
export function Moments({ person, view, transcribed }: Props) {
  const { t } = useTranslation('review');
  const words = useWords();
  const strongest = person?.expression?.strongest;
  if (strongest === undefined) return null;
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="moments-title" data-testid="moments">
      <Stack gap="sm">
        <Title order={2} fz="md" id="moments-title">
          {t('moments.title')}
        </Title>
        {strongest.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('moments.none')}
          </Text>
        )}
        {strongest.map((moment) => (
          <UnstyledButton
            key={`${moment.label} ${moment.startMs}`}
            className={classes.moment}
            onClick={() => {
              view.seek(moment.startMs);
            }}
            data-testid="moment"
            data-start-ms={moment.startMs}
          >
            <Group justify="space-between" gap="xs" wrap="nowrap">
              <Group gap="xs" wrap="nowrap">
                <Swatch emotion={emotionOf(moment.label)} />
                <Text size="sm" fw={600}>
                  {words.className(moment.label)}
                </Text>
                <Text size="xs" c="dimmed">
                  {words.percent(moment.probability)}
                </Text>
              </Group>
              <Text size="xs" c="dimmed" style={{ flex: 'none', fontVariantNumeric: 'tabular-nums' }}>
                {words.clock(moment.startMs)}–{words.clock(moment.endMs)}
              </Text>
            </Group>
            {moment.said.slice(0, QUOTES).map((said) => (
              <Text key={said.startMs} size="sm" mt={4} lineClamp={3}>
                {said.speaker !== '' && (
                  <Text span inherit c="dimmed">
                    {said.speaker}:{' '}
                  </Text>
                )}
                {t('moments.quote', { text: said.text })}
              </Text>
            ))}
            {moment.said.length > QUOTES && (
              <Text size="xs" c="dimmed" mt={2}>
                {t('moments.more', { count: moment.said.length - QUOTES })}
              </Text>
            )}
            {transcribed && moment.said.length === 0 && (
              <Text size="xs" c="dimmed" mt={4}>
                {t('moments.silent')}
              </Text>
            )}
          </UnstyledButton>
        ))}
      </Stack>
    </Paper>
  );
}
