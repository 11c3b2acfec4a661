import { Stack, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ErrorMessage } from '../ui/ErrorMessage.tsx';
import { Loading } from '../ui/Loading.tsx';
import { useRecordings } from './api.ts';

/** Recorded videos: what comes in, what is being analysed, what can be opened. */
export function RecordingsPage() {
  const { t } = useTranslation('recordings');
  useDocumentTitle(`${t('title')} · Attune`);
  const recordings = useRecordings();
  return (
    <Stack gap="lg" maw={1120} mx="auto" data-testid="recordings-page">
      <Title order={1}>{t('title')}</Title>
      <ErrorMessage error={recordings.error} onRetry={() => { void recordings.refetch(); }} />
      {recordings.isPending && <Loading />}
      {recordings.data?.map(({ id, title }) => <Link key={id} to={`/recordings/${id}`}>{title}</Link>)}
    </Stack>
  );
}
