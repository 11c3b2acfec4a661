import { ActionIcon, Menu, Tooltip } from '@mantine/core';
import { IconReceipt } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { receiptLinks } from '#contracts/consent';
import { request } from '../api/client.ts';
import { copyText } from '../ui/copy-text.ts';

/** Copies a participant's receipt link, to be mailed to them: they see what they agreed to and can take it back. */
export function ReceiptLinks({ callId }: { callId: string }) {
  const { t } = useTranslation('review');
  const [open, setOpen] = useState(false);
  const [copied, setCopied] = useState<string | null>(null);
  const links = useQuery({
    queryKey: ['receipt-links', callId],
    queryFn: () => request(receiptLinks, `/api/calls/${callId}/receipts`),
    enabled: open,
    staleTime: Infinity,
  });
  return (
    <Menu position="bottom-end" width={300} opened={open} onChange={setOpen} closeOnItemClick={false}>
      <Menu.Target>
        <Tooltip label={t('receipts.title')}>
          <ActionIcon variant="default" size={36} aria-label={t('receipts.title')} data-testid="receipt-links">
            <IconReceipt size={18} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('receipts.help')}</Menu.Label>
        {links.data?.length === 0 && <Menu.Label>{t('receipts.none')}</Menu.Label>}
        {links.data?.map(({ participantId, name, path }) => (
          <Menu.Item
            key={participantId}
            data-testid="copy-receipt"
            onClick={() => {
              void copyText(new URL(path, window.location.origin).href).then((done) => {
                if (done) setCopied(participantId);
              });
            }}
          >
            {copied === participantId ? t('receipts.copied', { name }) : t('receipts.copy', { name })}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
