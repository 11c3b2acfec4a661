import { Button } from '@mantine/core';
import { IconWindow } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { MessagePage } from '../ui/MessagePage.tsx';

/** Another window of the same person has taken the call over. */
export function ElsewherePage({ onUseHere }: { onUseHere: () => void }) {
  const { t } = useTranslation('call');
  return (
    <MessagePage icon={<IconWindow />} title={t('elsewhere.title')} text={t('elsewhere.text')} testId="superseded">
      <Button onClick={onUseHere} data-testid="use-here">
        {t('elsewhere.useHere')}
      </Button>
    </MessagePage>
  );
}
