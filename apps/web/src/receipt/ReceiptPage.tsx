import { Stack, Text, Title } from '@mantine/core';
import { IconLinkOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { receiptView, type ReceiptView } from '#contracts/consent';
import { request } from '../api/client.ts';
import { Loading } from '../ui/Loading.tsx';
import { MessagePage } from '../ui/MessagePage.tsx';
import { PlainLayout } from '../ui/PlainLayout.tsx';
import { dateText } from '../ui/region.ts';
import { useSentence } from '../ui/sentence.ts';
import { usePageTitle } from '../ui/page-title.ts';
import { DecisionList } from './DecisionList.tsx';
import { EraseCard } from './EraseCard.tsx';
import { WithdrawCard } from './WithdrawCard.tsx';
import { WordingList } from './WordingList.tsx';

/** What one person agreed to in one call, and the means to take it back; for whoever has the link. */
export function ReceiptPage() {
  const { t } = useTranslation('receipt');
  const { token = '' } = useParams();
  const sentence = useSentence();
  const path = `/api/receipts/${encodeURIComponent(token)}`;
  const receipt = useQuery({ queryKey: ['receipt', token], queryFn: () => request(receiptView, path) });
  usePageTitle(t('title'));
  if (receipt.isPending) return <Loading fullPage />;
  if (receipt.data === undefined)
    return <MessagePage icon={<IconLinkOff />} title={t('unknown')} text={sentence(receipt.error)} testId="receipt-unknown" />;
  return <Receipt receipt={receipt.data} token={token} path={path} />;
}

function Receipt({ receipt, token, path }: { receipt: ReceiptView; token: string; path: string }) {
  const { t, i18n } = useTranslation('receipt');
  const timeText = (iso: string) => dateText(iso, i18n.language, 'long', 'medium');
  const { clinicianName, startedAt } = receipt;
  return (
    <PlainLayout width={640}>
      <Stack gap="lg" data-testid="receipt">
        <div>
          <Title order={1}>{t('title')}</Title>
          <Text c="dimmed">
            {startedAt === null ? t('with', { name: clinicianName }) : t('withOn', { name: clinicianName, when: timeText(startedAt) })}
          </Text>
        </div>
        <DecisionList decisions={receipt.decisions} wordings={receipt.wordings} />
        <WithdrawCard receipt={receipt} token={token} path={path} />
        <EraseCard receipt={receipt} token={token} path={path} />
        <WordingList receipt={receipt} />
        <Text size="sm" c="dimmed">
          {t('keepLink')}
        </Text>
      </Stack>
    </PlainLayout>
  );
}
