import { Stack, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ErrorMessage } from '../ui/ErrorMessage.tsx';
import { Loading } from '../ui/Loading.tsx';
import { MoreButton } from '../ui/MoreButton.tsx';
import { usePageTitle } from '../ui/page-title.ts';
import { useLimits, useRecordings } from './api.ts';
import { RecordingList } from './list/RecordingList.tsx';
import { NewRecording } from './NewRecording.tsx';

/** Recorded videos: what comes in, what is being analysed, what can be opened. */
export function RecordingsPage() {
  const { t } = useTranslation('recordings');
  usePageTitle(t('title'));
  const recordings = useRecordings();
  const limits = useLimits();
  const failed = [recordings, limits].find(({ isError }) => isError);
  return (
    <Stack gap="lg" maw={960} mx="auto" data-testid="recordings-page">
      <Title order={1}>{t('title')}</Title>
      {failed !== undefined && (
        <ErrorMessage
          error={failed.error}
          onRetry={() => {
            void recordings.refetch();
            void limits.refetch();
          }}
        />
      )}
      {(recordings.isPending || limits.isPending) && <Loading />}
      {limits.data && <NewRecording limits={limits.data} />}
      {recordings.data && (
        <Stack component="section" gap="sm" aria-labelledby="your-recordings">
          <Title order={2} id="your-recordings">
            {t('list')}
          </Title>
          <RecordingList recordings={recordings.data} />
          <MoreButton pages={recordings} />
        </Stack>
      )}
    </Stack>
  );
}
