import { Anchor, Button, Container, Group, NativeSelect, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { auditAction } from '#contracts/audit';
import { ErrorMessage } from '../ui/ErrorMessage.tsx';
import { Loading } from '../ui/Loading.tsx';
import { type AuditFilter, queryOf, useAuditLog } from './audit-api.ts';
import { AuditTable } from './AuditTable.tsx';
import { ChainState } from './ChainState.tsx';

/** The audit log, for the administrator: to read, filter, check and export. */
export function AuditPage() {
  const { t } = useTranslation('audit');
  const [filter, setFilter] = useState<AuditFilter>({ action: null, from: '', to: '' });
  const log = useAuditLog(filter);
  const entries = log.data?.pages.flatMap((page) => page.entries) ?? [];
  const exportUrl = (format: 'csv' | 'json') =>
    `/api/audit/export?${new URLSearchParams([...queryOf(filter), ['format', format]]).toString()}`;
  const actions = auditAction.options
    .map((action) => ({ value: action, label: t(`actions.${action}`) }))
    .sort((a, b) => a.label.localeCompare(b.label));
  return (
    <Container size="lg" px={0}>
      <Stack>
        <Title order={1} size="h2">
          {t('title')}
        </Title>
        <Text c="dimmed">{t('about')}</Text>
        <ChainState />
        <Group align="end">
          <NativeSelect
            label={t('filter.action')}
            value={filter.action ?? ''}
            data={[{ value: '', label: t('filter.all') }, ...actions]}
            data-testid="audit-action"
            onChange={({ currentTarget: { value } }) => {
              setFilter((now) => ({ ...now, action: auditAction.safeParse(value).data ?? null }));
            }}
          />
          {(['from', 'to'] as const).map((end) => (
            <TextInput
              key={end}
              type="date"
              label={t(`filter.${end}`)}
              value={filter[end]}
              onChange={({ currentTarget: { value } }) => {
                setFilter((now) => ({ ...now, [end]: value }));
              }}
            />
          ))}
          {(['csv', 'json'] as const).map((format) => (
            <Anchor key={format} href={exportUrl(format)} download data-testid={`audit-${format}`}>
              <Group gap={4} pb={8}>
                <IconDownload size={16} />
                {t(`export.${format}`)}
              </Group>
            </Anchor>
          ))}
        </Group>
        {log.isError && <ErrorMessage error={log.error} />}
        {log.isPending && <Loading />}
        {log.isSuccess && (entries.length === 0 ? <Text>{t('empty')}</Text> : <AuditTable entries={entries} />)}
        {log.hasNextPage && (
          <Button
            variant="default"
            loading={log.isFetchingNextPage}
            onClick={() => {
              void log.fetchNextPage();
            }}
            data-testid="audit-more"
          >
            {t('more')}
          </Button>
        )}
      </Stack>
    </Container>
  );
}
