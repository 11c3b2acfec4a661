import { Button, Stack, Text } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type CallView } from '#contracts/rest';
import { type CallSummary } from '#contracts/summary';
import { type TimelineColumns } from '#contracts/timeline-codec';
import { useCall } from '../api/calls.ts';
import { TimelineView } from '../timeline/view.ts';
import { ErrorMessage } from '../ui/ErrorMessage.tsx';
import { Loading } from '../ui/Loading.tsx';
import { PlatformSwitch } from '../ui/PlatformSwitch.tsx';
import { useSummary, useTimeline } from './api.ts';
import { DraftPanel } from './draft/DraftPanel.tsx';
import { Moments } from './Moments.tsx';
import { Talk } from './Talk.tsx';
import { Totals } from './Totals.tsx';
import { NotePanel } from './NotePanel.tsx';
import classes from './review.module.css';
import { ReviewHead } from './ReviewHead.tsx';
import { StoredTimeline } from './stored-timeline.ts';
import { TimelinePanel } from './TimelinePanel.tsx';
import { TranscriptPanel } from './TranscriptPanel.tsx';

/** A call that is over: what was said, what was seen, and the note. */
export function ReviewPage({ callId }: { callId: string }) {
  const { t } = useTranslation('review');
  const call = useCall(callId);
  const ended = call.data?.status === 'ended';
  const timeline = useTimeline(callId, ended);
  const summary = useSummary(callId, ended);
  const failed = [call, timeline, summary].find(({ isError }) => isError);
  if (failed !== undefined)
    return (
      <ErrorMessage
        error={failed.error}
        onRetry={() => {
          void failed.refetch();
        }}
      />
    );
  if (call.data === undefined) return <Loading />;
  if (!ended) {
    return (
      <Stack align="flex-start" data-testid="review-page">
        <Text>{t('notEnded')}</Text>
        <Button component={Link} to={`/calls/${callId}`}>
          {t('goToCall')}
        </Button>
      </Stack>
    );
  }
  if (timeline.data === undefined || summary.data === undefined) return <Loading />;
  return <Review key={callId} call={call.data} timeline={timeline.data} summary={summary.data} />;
}

function Review({ call, timeline, summary }: { call: CallView; timeline: TimelineColumns; summary: CallSummary }) {
  const model = useMemo(() => {
    const rows = [...call.participants].sort((a, b) => Number(a.role === 'clinician') - Number(b.role === 'clinician'));
    return new StoredTimeline(
      timeline,
      rows.map(({ id, name }) => ({ participantId: id, name })),
    );
  }, [call.participants, timeline]);
  const view = useMemo(() => new TimelineView({ endMs: () => model.nowMs(), follow: false }), [model]);
  const analysed = summary.participants.filter(({ expression }) => expression !== null);
  const [chosen, setChosen] = useState<string | null>(null);
  const person = analysed.find(({ participantId }) => participantId === chosen) ?? analysed[0] ?? null;
  return (
    <Stack gap="lg" maw={1600} mx="auto" data-testid="review-page">
      <ReviewHead call={call} summary={summary} person={person} />
      <div className={classes.columns}>
        <div className={classes.side}>
          <TranscriptPanel callId={call.id} utterances={summary.transcript} view={view}>
            <PlatformSwitch call={call} />
          </TranscriptPanel>
        </div>
        <Stack gap="md" miw={0}>
          <TimelinePanel model={model} view={view} analysed={analysed} person={person} onChoose={setChosen} />
          <div className={classes.figures}>
            <Totals person={person} />
            <Stack gap="md" miw={0}>
              <Moments person={person} view={view} transcribed={summary.transcript.length > 0} />
              <Talk people={summary.participants} conversation={summary.conversation} />
            </Stack>
          </div>
        </Stack>
      </div>
      <NotePanel callId={call.id} above={(keeper) => <DraftPanel callId={call.id} keeper={keeper} view={view} />} />
    </Stack>
  );
}
