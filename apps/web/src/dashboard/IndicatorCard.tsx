import { Box, Group, Paper, Stack, Text, Tooltip } from '@mantine/core';
import { lookOf } from '#contracts/emotion-looks';
import { Swatch } from '../timeline/Swatch.tsx';
import { useModelVersion } from '../timeline/use-timeline.ts';
import { useWords } from '../timeline/words.ts';
import classes from './dashboard.module.css';
import { type Indicator, indicatorOf } from './indicator.ts';
import { type LiveTimeline } from './live-timeline.ts';
import { quietText } from './quiet-text.ts';
import { RawLine } from './RawLine.tsx';

/** What the participant's expression looks like now: one label, one bar, one state. */
export function IndicatorCard({ live, participantId }: { live: LiveTimeline; participantId: string }) {
  const { t } = useWords();
  useModelVersion(live);
  const now = indicatorOf(live, participantId);
  const consent = t(`card.consent.${now.consent ?? 'none'}`);
  const status = t(`card.status.${now.analysis}`);
  return (
    <Paper
      withBorder
      p="sm"
      data-testid="indicator-card"
      data-participant={participantId}
      role="group"
      aria-label={t('card.title', { name: now.name })}
    >
      <Stack gap={6}>
        <Text size="xs" c="dimmed" truncate>
          {t('card.title', { name: now.name })}
        </Text>
        <Leading now={now} />
        {now.consent === 'granted' && (
          <>
            <RawLine live={live} participantId={participantId} />
            <Group justify="space-between" gap="xs" wrap="nowrap">
              <RawNow now={now} />
              <Tooltip label={t('card.coverageHelp')} multiline w={220}>
                <Text size="xs" c="dimmed" tabIndex={0} data-testid="indicator-coverage" style={{ flex: 'none' }}>
                  <Coverage now={now} />
                </Text>
              </Tooltip>
            </Group>
            <Tooltip label={t('card.expressivityHelp')} multiline w={240}>
              <Text size="xs" c="dimmed" tabIndex={0} data-testid="indicator-expressivity">
                <Expressivity now={now} />
              </Text>
            </Tooltip>
          </>
        )}
        <Text size="xs" c="dimmed">
          {consent}
        </Text>
        <Text
          size="xs"
          c={now.consent === 'granted' && now.analysis !== 'running' ? undefined : 'dimmed'}
          fw={now.analysis === 'paused' ? 600 : undefined}
          data-testid="analysis-status"
          data-status={now.analysis}
        >
          {now.detail ?? status}
        </Text>
      </Stack>
    </Paper>
  );
}

function Leading({ now }: { now: Indicator }) {
  const words = useWords();
  if (now.label === null) {
    return (
      <Box className={classes.quiet} data-testid="indicator-label" data-label="" data-state={now.state}>
        <Text span size="lg" fs="italic">
          {quietText(words, now)}
        </Text>
      </Box>
    );
  }
  const probability = now.probability ?? 0;
  const value = words.t('card.probability', { value: words.percent(probability) });
  return (
    <Tooltip label={value}>
      <Stack gap={6} tabIndex={0} data-testid="indicator-label" data-label={now.label} data-state={now.state}>
        <Group gap="xs" wrap="nowrap">
          <Swatch emotion={now.label} />
          <Text size="lg" fw={600} lh={1.3}>
            {words.likely(now.label, now.probability)}
          </Text>
        </Group>
        <Box
          className={classes.bar}
          role="meter"
          aria-label={value}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(probability * 100)}
        >
          <Box className={classes.fill} w={`${Math.round(probability * 100)}%`} bg={lookOf(now.label).colour} />
        </Box>
      </Stack>
    </Tooltip>
  );
}

function RawNow({ now }: { now: Indicator }) {
  const words = useWords();
  const what =
    now.raw !== null ? words.emotion(now.raw) : words.state(now.rawState === null || now.rawState === 'ok' ? 'no-data' : now.rawState);
  return (
    <Text size="xs" c="dimmed" truncate data-testid="indicator-raw">
      {words.t('card.raw', { what })}
    </Text>
  );
}

function Expressivity({ now: { expressivity } }: { now: Indicator }) {
  const words = useWords();
  if (expressivity === null) return words.t('card.noExpressivity');
  return words.t('card.expressivity', { value: words.percent(expressivity.mean), coverage: words.percent(expressivity.coverage) });
}

function Coverage({ now }: { now: Indicator }) {
  const words = useWords();
  return words.t('card.coverage', { value: now.coverage === null ? '–' : words.percent(now.coverage) });
}
