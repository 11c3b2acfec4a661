import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ReceiptView } from '#contracts/consent';
import { ErrorMessage } from '../ui/ErrorMessage.tsx';
import { dateText } from '../ui/region.ts';
import { useChange } from './use-change.ts';

/** How many estimates are stored, and deleting them, which is asked twice because it cannot be undone. */
export function EraseCard({ receipt, token, path }: { receipt: ReceiptView; token: string; path: string }) {
  const { t, i18n } = useTranslation('receipt');
  const timeText = (iso: string) => dateText(iso, i18n.language, 'long', 'medium');
  const [sure, setSure] = useState(false);
  const erase = useChange(token, `${path}/erase`);
  const { samples, erasures, noteSigned } = receipt;
  return (
    <Paper component="section" withBorder p="md" aria-labelledby="stored">
      <Stack gap="sm" align="flex-start">
        <Title order={2} fz="lg" id="stored">
          {t('stored.title')}
        </Title>
        <Text role="status" data-testid="receipt-samples" data-samples={samples}>
          {samples === 0 ? t('stored.none') : t('stored.some', { count: samples })}
        </Text>
        {erasures.map(({ at, samples: count, done }) => (
          <Text key={at} size="sm" c="dimmed">
            {done ? t('stored.erased', { count, when: timeText(at) }) : t('stored.owed', { when: timeText(at) })}
          </Text>
        ))}
        {noteSigned && <Text size="sm">{t('stored.noteSigned')}</Text>}
        <ErrorMessage error={erase.error} />
        {samples > 0 && !sure && (
          <Button
            variant="default"
            mih={44}
            leftSection={<IconTrash size={18} />}
            onClick={() => {
              setSure(true);
            }}
            data-testid="receipt-erase"
          >
            {t('erase')}
          </Button>
        )}
        {samples > 0 && sure && (
          <>
            <Text fw={600}>{t('eraseSure')}</Text>
            <Group gap="sm">
              <Button
                color="red.8"
                mih={44}
                loading={erase.isPending}
                onClick={() => {
                  erase.mutate(undefined, {
                    onSuccess: () => {
                      setSure(false);
                    },
                  });
                }}
                data-testid="receipt-erase-confirm"
              >
                {t('eraseYes')}
              </Button>
              <Button
                variant="default"
                mih={44}
                onClick={() => {
                  setSure(false);
                }}
              >
                {t('eraseNo')}
              </Button>
            </Group>
          </>
        )}
      </Stack>
    </Paper>
  );
}
