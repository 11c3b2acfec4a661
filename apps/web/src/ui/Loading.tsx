import { Center, Loader } from '@mantine/core';
import { useTranslation } from 'react-i18next';

export function Loading({ fullPage = false }: { fullPage?: boolean }) {
  const { t } = useTranslation();
  return (
    <Center mih={fullPage ? '100dvh' : 160}>
      <Loader aria-label={t('loading')} role="status" />
    </Center>
  );
}
