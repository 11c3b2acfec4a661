import { Stack } from '@mantine/core';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { type RecordingView, type VideoFacts } from '#contracts/recording';
import { useRecording } from '../recordings/api.ts';
import { useSummary, useTimeline } from '../review/api.ts';
import { TimelineView } from '../timeline/view.ts';
import { ErrorMessage } from '../ui/ErrorMessage.tsx';
import { Loading } from '../ui/Loading.tsx';
import { usePageTitle } from '../ui/page-title.ts';
import { Player } from './player/Player.tsx';
import { RecordingHead } from './RecordingHead.tsx';
import { RecordingReview } from './RecordingReview.tsx';
import { RecordingStatusCard } from './RecordingStatusCard.tsx';

/** One recorded video: how far it is, and once it is analysed, all that was found in it. */
export function RecordingPage() {
  const { recordingId = '' } = useParams();
  const { t } = useTranslation('recordingReview');
  const recording = useRecording(recordingId);
  usePageTitle(recording.data?.title ?? t('title'));
  if (recording.data === undefined) {
    return recording.isError ? (
      <ErrorMessage
        error={recording.error}
        onRetry={() => {
          void recording.refetch();
        }}
      />
    ) : (
      <Loading />
    );
  }
  return recording.data.status === 'done' ? (
    <Done key={recordingId} recording={recording.data} />
  ) : (
    <NotDone key={recordingId} recording={recording.data} />
  );
}

function Done({ recording }: { recording: RecordingView }) {
  const timeline = useTimeline(recording.id, true);
  const summary = useSummary(recording.id, true);
  const failed = [timeline, summary].find(({ isError }) => isError);
  if (failed !== undefined)
    return (
      <ErrorMessage
        error={failed.error}
        onRetry={() => {
          void failed.refetch();
        }}
      />
    );
  if (timeline.data === undefined || summary.data === undefined) return <Loading />;
  return <RecordingReview recording={recording} timeline={timeline.data} summary={summary.data} />;
}

function NotDone({ recording }: { recording: RecordingView }) {
  const { hasVideo, status, video } = recording;
  return (
    <Stack gap="lg" maw={1000} mx="auto" data-testid="recording-page" data-status={status}>
      <RecordingHead recording={recording} person={null} onAnnotate={null} />
      <RecordingStatusCard recording={recording} />
      {video !== null && video.playable && hasVideo && status !== 'uploading' && <PlainPlayer recording={recording} facts={video} />}
    </Stack>
  );
}

/** The video alone: it can be watched before anything is known of it. */
function PlainPlayer({ recording, facts }: { recording: RecordingView; facts: VideoFacts }) {
  const view = useMemo(() => new TimelineView({ endMs: () => facts.durationMs, follow: false }), [facts.durationMs]);
  return <Player recordingId={recording.id} title={recording.title} facts={facts} view={view} faces={null} chosen={null} />;
}
