import { Badge } from '@mantine/core';
import { IconCheck, IconPencil } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

/** Whether the note is signed. */
export function SignedBadge({ signed }: { signed: boolean }) {
  const { t } = useTranslation('review');
  return signed ? (
    <Badge size="lg" tt="none" variant="light" leftSection={<IconCheck size={14} />}>
      {t('signed')}
    </Badge>
  ) : (
    <Badge size="lg" tt="none" variant="default" leftSection={<IconPencil size={14} />}>
      {t('notSigned')}
    </Badge>
  );
}
