import { Stack, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type CallView } from '#contracts/rest';
import { useGivePlatform, usePlatform } from '../api/platform.ts';
import { ErrorMessage } from './ErrorMessage.tsx';

/** Whether the platform may add to the call's transcript; nothing where there is no platform. */
export function PlatformSwitch({ call: { id, platformGivenAt } }: { call: Pick<CallView, 'id' | 'platformGivenAt'> }) {
  const { t } = useTranslation();
  const platform = usePlatform();
  const give = useGivePlatform(id);
  if (platform.data?.enabled !== true) return null;
  return (
    <Stack gap={4}>
      <Switch
        size="sm"
        label={t('platform.give')}
        description={t('platform.giveHint')}
        checked={platformGivenAt !== null}
        disabled={give.isPending}
        onChange={(event) => {
          give.mutate(event.currentTarget.checked);
        }}
        data-testid="give-platform"
      />
      <ErrorMessage error={give.error} />
    </Stack>
  );
}
