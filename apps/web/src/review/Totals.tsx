import { Box, Paper, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { emotionOf, emotionsOf, sampleState } from '#contracts/emotion';
import { lookOf } from '#contracts/emotion-looks';
import { type ParticipantSummary } from '#contracts/summary';
import { Swatch } from '../timeline/Swatch.tsx';
import timeline from '../timeline/timeline.module.css';
import { useWords } from '../timeline/words.ts';
import classes from './review.module.css';

/** How long each expression led, its share of the time with an estimate, and the time without one, by reason. */
export function Totals({ person, of = 'call' }: { person: ParticipantSummary | null; of?: 'call' | 'video' }) {
  const { t } = useTranslation('review');
  const words = useWords();
  const expression = person?.expression ?? null;
  if (expression === null) return null;
  const msOf = Map.groupBy(Object.entries(expression.timeMs), ([name]) => emotionOf(name));
  const estimates = emotionsOf(expression.classes)
    .filter((emotion) => msOf.has(emotion))
    .map((emotion) => ({ emotion, ms: msOf.get(emotion)!.reduce((sum, [, ms]) => sum + ms, 0) }));
  const estimatedMs = estimates.reduce((sum, { ms }) => sum + ms, 0);
  const without = Object.entries(expression.withoutEstimateMs)
    .filter(([, ms]) => ms >= 500)
    .sort(([, a], [, b]) => b - a);
  const known = (name: string) => {
    const state = sampleState.safeParse(name);
    return words.state(state.success && state.data !== 'ok' ? state.data : 'no-data');
  };
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="totals-title" data-testid="totals">
      <Stack gap="sm">
        <Title order={2} fz="md" id="totals-title">
          {t('totals.title')}
        </Title>
        <div className={classes.totals} role="table" aria-labelledby="totals-title">
          {estimates.map(({ emotion, ms }) => {
            const share = estimatedMs === 0 ? 0 : ms / estimatedMs;
            return (
              <div key={emotion} role="row" className={classes.row}>
                <Text span inherit role="rowheader" style={{ display: 'flex', alignItems: 'center', gap: 8 }}>
                  <Swatch emotion={emotion} />
                  {words.emotion(emotion)}
                </Text>
                <Box className={classes.bar} aria-hidden>
                  <Box h="100%" w={`${share * 100}%`} bg={lookOf(emotion).colour} />
                </Box>
                <Text span inherit role="cell" ta="right">
                  {words.clock(ms)}
                </Text>
                <Text span inherit role="cell" ta="right" c="dimmed" miw={44}>
                  {words.percent(share)}
                </Text>
              </div>
            );
          })}
          {without.map(([state, ms]) => (
            <div key={state} role="row" className={classes.row}>
              <Text span inherit role="rowheader" c="dimmed" style={{ display: 'flex', alignItems: 'center', gap: 8 }}>
                <span className={timeline.hatch} aria-hidden />
                {known(state)}
              </Text>
              <span aria-hidden />
              <Text span inherit role="cell" ta="right" c="dimmed">
                {words.clock(ms)}
              </Text>
              <span role="cell" />
            </div>
          ))}
        </div>
        <Text size="sm" data-testid="expressivity">
          {expression.expressivity === null
            ? t('totals.noExpressivity')
            : t(of === 'video' ? 'totals.expressivityOfVideo' : 'totals.expressivity', {
                value: words.percent(expression.expressivity.mean),
                coverage: words.percent(expression.expressivity.coverage),
              })}
        </Text>
        <Text size="xs" c="dimmed">
          {t(of === 'video' ? 'totals.coverageOfVideo' : 'totals.coverage', { value: words.percent(expression.coverage) })}
        </Text>
      </Stack>
    </Paper>
  );
}
