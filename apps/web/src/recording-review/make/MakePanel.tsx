import { Divider, Stack } from '@mantine/core';
import { useState } from 'react';
import { type RecordingView } from '#contracts/recording';
import { type ParticipantSummary } from '#contracts/summary';
import { useRenders } from '../../recordings/api.ts';
import { ErrorMessage } from '../../ui/ErrorMessage.tsx';
import { ArtefactPlayer, type Shown } from '../player/ArtefactPlayer.tsx';
import { ClipsPanel } from './ClipsPanel.tsx';
import { RenderList } from './RenderList.tsx';

/** What can be made of the video, and what has been. */
export function MakePanel({
  recording,
  people,
  durationMs,
}: {
  recording: RecordingView;
  people: readonly ParticipantSummary[];
  durationMs: number;
}) {
  const renders = useRenders(recording.id);
  const [shown, setShown] = useState<Shown | null>(null);
  return (
    <Stack gap="md" data-testid="make-panel">
      <ClipsPanel recordingId={recording.id} people={people} durationMs={durationMs} hasVideo={recording.hasVideo} />
      {renders.isError && (
        <ErrorMessage
          error={renders.error}
          onRetry={() => {
            void renders.refetch();
          }}
        />
      )}
      {renders.data !== undefined && renders.data.length > 0 && (
        <>
          <Divider />
          <RenderList recordingId={recording.id} renders={renders.data} onPlay={setShown} />
        </>
      )}
      <ArtefactPlayer
        recordingId={recording.id}
        shown={shown}
        onClose={() => {
          setShown(null);
        }}
      />
    </Stack>
  );
}
