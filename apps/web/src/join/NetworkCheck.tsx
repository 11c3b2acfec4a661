import { Button, Group, Loader, Text } from '@mantine/core';
import { IconWifi, IconWifi1, IconWifi2, IconWifiOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { measureNetwork } from './network.ts';

const ICONS = { good: IconWifi, fair: IconWifi2, poor: IconWifi1, none: IconWifiOff } as const;

/** The connection to the server in words, measured now. */
export function NetworkCheck() {
  const { t } = useTranslation('join');
  const check = useQuery({ queryKey: ['network'], queryFn: ({ signal }) => measureNetwork(signal), staleTime: Infinity, gcTime: 0 });
  if (check.isFetching || check.data === undefined)
    return (
      <Group gap="xs" role="status">
        <Loader size="xs" />
        <Text size="sm" c="dimmed">
          {t('network.measuring')}
        </Text>
      </Group>
    );
  const Icon = ICONS[check.data];
  return (
    <Group gap="xs" wrap="nowrap" data-testid="network" data-network={check.data}>
      <Icon size={18} aria-hidden style={{ flex: 'none' }} />
      <Text size="sm" flex={1}>
        {t(`network.${check.data}`)}
      </Text>
      {check.data !== 'good' && (
        <Button
          size="compact-sm"
          variant="subtle"
          onClick={() => {
            void check.refetch();
          }}
        >
          {t('network.again')}
        </Button>
      )}
    </Group>
  );
}
