import { Button, Grid, Group, Stack, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCalls } from '../api/calls.ts';
import { ErrorMessage } from '../ui/ErrorMessage.tsx';
import { Loading } from '../ui/Loading.tsx';
import { MoreButton } from '../ui/MoreButton.tsx';
import { usePageTitle } from '../ui/page-title.ts';
import { NewCallModal } from './NewCallModal.tsx';
import { ReviewList } from './ReviewList.tsx';
import { TodayList } from './TodayList.tsx';

/** Left who waits and what comes, right what is left to review and sign. */
export function HomePage() {
  const { t } = useTranslation('home');
  const calls = useCalls();
  const [creating, setCreating] = useState(false);
  usePageTitle(t('title'));
  const newCall = () => {
    setCreating(true);
  };
  return (
    <Stack gap="lg" maw={1120} mx="auto">
      <Group justify="space-between">
        <Title order={1}>{t('title')}</Title>
        <Button size="md" leftSection={<IconPlus size={18} />} onClick={newCall} data-testid="new-call">
          {t('newCall')}
        </Button>
      </Group>
      <ErrorMessage
        error={calls.error}
        onRetry={() => {
          void calls.refetch();
        }}
      />
      {calls.isPending && <Loading />}
      {calls.data && (
        <Grid gap="lg">
          <Grid.Col span={{ base: 12, md: 7 }}>
            <TodayList calls={calls.data} onNewCall={newCall} />
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 5 }}>
            <ReviewList calls={calls.data} />
          </Grid.Col>
        </Grid>
      )}
      <MoreButton pages={calls} />
      <NewCallModal
        opened={creating}
        onClose={() => {
          setCreating(false);
        }}
      />
    </Stack>
  );
}
