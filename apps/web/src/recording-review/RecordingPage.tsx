import { Stack, Title } from '@mantine/core';
import { useParams } from 'react-router';
import { useRecording } from '../recordings/api.ts';
import { ReviewPage } from '../review/ReviewPage.tsx';
import { ErrorMessage } from '../ui/ErrorMessage.tsx';
import { Loading } from '../ui/Loading.tsx';

/** One recording: its title until it is analysed, then what a call's review shows. */
export function RecordingPage() {
  const { recordingId = '' } = useParams();
  const recording = useRecording(recordingId);
  if (recording.error !== null) return <ErrorMessage error={recording.error} onRetry={() => { void recording.refetch(); }} />;
  if (recording.data === undefined) return <Loading />;
  if (recording.data.status === 'done') return <ReviewPage key={recordingId} callId={recordingId} />;
  return <Stack maw={1120} mx="auto"><Title order={1}>{recording.data.title}</Title></Stack>;
}
