import { Button, Stack, Title } from '@mantine/core';
import { IconCalendarPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type CallView } from '#contracts/rest';
import { EmptyState } from '../ui/EmptyState.tsx';
import { CallCard } from './CallCard.tsx';
import { waitingIn } from './people.ts';

/** Calls that have not ended; whoever has waited longest stands first. */
export function TodayList({ calls, onNewCall }: { calls: CallView[]; onNewCall: () => void }) {
  const { t } = useTranslation('home');
  const rank = (call: CallView) => waitingIn(call)[0]?.waitingSince ?? (call.status === 'live' ? 'y' : 'z');
  const open = calls.filter((call) => call.status !== 'ended').sort((a, b) => rank(a).localeCompare(rank(b)));
  return (
    <Stack component="section" gap="sm" aria-labelledby="today">
      <Title order={2} id="today">
        {t('today')}
      </Title>
      {open.length === 0 && (
        <EmptyState icon={<IconCalendarPlus />} text={t('noCalls')}>
          <Button variant="default" onClick={onNewCall}>
            {t('newCall')}
          </Button>
        </EmptyState>
      )}
      {open.map((call) => (
        <CallCard key={call.id} call={call} />
      ))}
    </Stack>
  );
}
