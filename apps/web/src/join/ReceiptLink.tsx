import { Button } from '@mantine/core';
import { IconReceipt } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

/** From the end of a call to what was agreed to in it. Opens beside the page, so that coming back into the call stays possible. */
export function ReceiptLink({ path }: { path: string | null }) {
  const { t } = useTranslation('receipt');
  if (path === null) return null;
  return (
    <Button
      component="a"
      href={path}
      target="_blank"
      rel="noreferrer"
      variant="default"
      h="auto"
      mih={44}
      py="xs"
      styles={{ label: { whiteSpace: 'normal' } }}
      leftSection={<IconReceipt size={18} />}
      data-testid="receipt-link"
    >
      {t('link')}
    </Button>
  );
}
