import { Button } from '@mantine/core';
import { IconMapQuestion } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { MessagePage } from './MessagePage.tsx';

export function NotFoundPage() {
  const { t } = useTranslation();
  return (
    <MessagePage icon={<IconMapQuestion />} title={t('notFound.title')} text={t('notFound.text')} testId="not-found">
      <Button component={Link} to="/" data-testid="go-home">
        {t('notFound.home')}
      </Button>
    </MessagePage>
  );
}
