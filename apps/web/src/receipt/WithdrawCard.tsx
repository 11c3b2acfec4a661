import { Button, Paper, Stack, Text, Title } from '@mantine/core';
import { IconShieldOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type ReceiptView } from '#contracts/consent';
import { ErrorMessage } from '../ui/ErrorMessage.tsx';
import { useChange } from './use-change.ts';

/** Whether anything is agreed to at the moment, and the button that ends it. */
export function WithdrawCard({ receipt, token, path }: { receipt: ReceiptView; token: string; path: string }) {
  const { t } = useTranslation('receipt');
  const withdraw = useChange(token, `${path}/withdraw`);
  const newest = new Map(receipt.decisions.map(({ scope, decision }) => [scope, decision]));
  const agreed = [...newest.values()].includes('granted');
  return (
    <Paper component="section" withBorder p="md" aria-labelledby="now">
      <Stack gap="sm" align="flex-start">
        <Title order={2} fz="lg" id="now">
          {t('now')}
        </Title>
        <Text role="status" data-testid="receipt-state" data-agreed={agreed}>
          {t(agreed ? (receipt.callStatus === 'ended' ? 'agreedEnded' : 'agreedLive') : 'notAgreed')}
        </Text>
        <ErrorMessage error={withdraw.error} />
        {agreed && (
          <Button
            variant="default"
            mih={44}
            leftSection={<IconShieldOff size={18} />}
            loading={withdraw.isPending}
            onClick={() => {
              withdraw.mutate();
            }}
            data-testid="receipt-withdraw"
          >
            {t('withdraw')}
          </Button>
        )}
      </Stack>
    </Paper>
  );
}
