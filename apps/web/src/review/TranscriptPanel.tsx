import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconMessages } from '@tabler/icons-react';
import { type ReactNode, useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type JoinedUtterance } from '#contracts/summary';
import { clockText } from '#contracts/time';
import { overlaps } from '../timeline/range.ts';
import { useViewPart } from '../timeline/use-timeline.ts';
import { type TimelineView } from '../timeline/view.ts';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ErrorMessage } from '../ui/ErrorMessage.tsx';
import { useChangeTranscript, usePreviewTranscript, useTranscript } from './api.ts';
import classes from './review.module.css';
import { ClockOffset } from './ClockOffset.tsx';
import { currentUtterance } from './current-utterance.ts';
import { ImportTranscript } from './ImportTranscript.tsx';
import { Utterances } from './Utterances.tsx';

/** What was said. A selection on the timeline shows only what was said in it; a click moves everything to an utterance. */
export function TranscriptPanel({
  callId,
  utterances,
  view,
  children,
}: {
  callId: string;
  utterances: readonly JoinedUtterance[];
  view: TimelineView;
  children?: ReactNode;
}) {
  const { t } = useTranslation('review');
  const selection = useViewPart(view, (state) => state.selection);
  const { data: stored } = useTranscript(callId);
  const change = useChangeTranscript(callId);
  const preview = usePreviewTranscript(callId);
  const captions = utterances.filter(({ source }) => ['browser', 'platform', 'speech'].includes(source)).length;
  const shown = useMemo(
    () => (selection === null ? utterances : utterances.filter(({ startMs, endMs }) => overlaps(selection, startMs, endMs))),
    [utterances, selection],
  );
  const current = useViewPart(view, ({ playheadMs }) => (playheadMs === null ? null : currentUtterance(shown, playheadMs)));
  const pick = useCallback(
    (ms: number) => {
      view.seek(ms);
    },
    [view],
  );
  return (
    <Paper withBorder component="section" aria-labelledby="transcript-title" className={classes.transcript} data-testid="transcript">
      <Stack gap="xs" p="md" pb="xs">
        <Group justify="space-between" gap="xs">
          <Title order={2} fz="md" id="transcript-title">
            {t('transcript.title')}
          </Title>
          <Group gap={4}>
            {stored !== undefined && utterances.length > captions && (
              <ClockOffset change={change} offsetMs={stored.offsetMs} fileName={stored.fileName} />
            )}
            <ImportTranscript change={change} preview={preview} offsetMs={stored?.offsetMs ?? 0} captions={captions} />
          </Group>
        </Group>
        <ErrorMessage error={preview.error ?? change.error} />
        {children}
        {stored !== undefined && stored.outside > 0 && (
          <Text size="sm" role="status" data-testid="transcript-outside">
            {t('transcript.outside', { count: stored.outside })}
          </Text>
        )}
        {selection !== null && (
          <Group justify="space-between" gap="xs">
            <Text size="xs" c="dimmed">
              {t('transcript.filtered', {
                from: clockText(selection.fromMs),
                to: clockText(selection.toMs),
                shown: shown.length,
                all: utterances.length,
              })}
            </Text>
            <Button
              size="compact-xs"
              variant="subtle"
              onClick={() => {
                view.select(null);
              }}
            >
              {t('transcript.showAll')}
            </Button>
          </Group>
        )}
      </Stack>
      {utterances.length === 0 && (
        <EmptyState icon={<IconMessages size={24} />} text={t(stored?.listened === true ? 'transcript.nothingSaid' : 'transcript.empty')} />
      )}
      {utterances.length > 0 && shown.length === 0 && (
        <Text size="sm" c="dimmed" px="md">
          {t('transcript.silent')}
        </Text>
      )}
      <Utterances utterances={shown} current={current} onPick={pick} />
    </Paper>
  );
}
