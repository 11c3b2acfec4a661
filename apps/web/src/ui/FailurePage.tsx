import { Button } from '@mantine/core';
import { IconRefresh, IconTool } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { MessagePage } from './MessagePage.tsx';

export function FailurePage() {
  const { t } = useTranslation();
  return (
    <MessagePage icon={<IconTool />} title={t('failure.title')} text={t('failure.text')}>
      <Button
        leftSection={<IconRefresh size={18} />}
        onClick={() => {
          window.location.reload();
        }}
      >
        {t('failure.reload')}
      </Button>
    </MessagePage>
  );
}
