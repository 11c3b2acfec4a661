import { Alert } from '@mantine/core';
import { IconAlertTriangle, IconLink } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useAuditChain } from './audit-api.ts';

/** One line: whether every entry still is what was written. */
export function ChainState() {
  const { t } = useTranslation('audit');
  const { data, isError } = useAuditChain();
  if (isError)
    return (
      <Alert color="yellow" icon={<IconAlertTriangle size={18} />}>
        {t('chain.unknown')}
      </Alert>
    );
  if (data === undefined) return <Alert color="gray">{t('chain.checking')}</Alert>;
  return data.intact ? (
    <Alert color="green" icon={<IconLink size={18} />} data-testid="chain-intact">
      {t('chain.intact', { count: data.entries })}
    </Alert>
  ) : (
    <Alert color="red" icon={<IconAlertTriangle size={18} />} role="alert" data-testid="chain-broken">
      {t('chain.broken', { entry: data.brokenAt })}
    </Alert>
  );
}
