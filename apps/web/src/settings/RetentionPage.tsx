import { Anchor, List, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type DueItem, retentionView } from '#contracts/retention';
import { request } from '../api/client.ts';
import { dateText } from '../ui/region.ts';
import { SettingsPage } from './SettingsPage.tsx';

const pathTo = ({ kind, id }: DueItem) => (kind === 'call' ? `/calls/${id}/review` : `/recordings/${id}`);

/** How long things are kept, and what of one's own is deleted soon. */
export function RetentionPage() {
  const { t, i18n } = useTranslation('retention');
  const query = useQuery({ queryKey: ['retention'], queryFn: () => request(retentionView, '/api/retention') });
  return (
    <SettingsPage size="sm" title={t('title')} about={t('about')} query={query}>
      {(data) => (
        <>
          <List spacing={4}>
            {(['callDays', 'recordingDays', 'videoDays'] as const).map((kind) => {
              const days = data[kind];
              return (
                <List.Item key={kind} data-testid={`retention-${kind}`}>
                  {days === null ? t(`${kind}.never`) : t(`${kind}.after`, { count: days })}
                </List.Item>
              );
            })}
          </List>
          <Title order={2} size="h4">
            {t('due', { count: data.days })}
          </Title>
          {data.due.length === 0 ? (
            <Text>{t('nothing')}</Text>
          ) : (
            <Table data-testid="retention-due">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('goes')}</Table.Th>
                  <Table.Th>{t('what')}</Table.Th>
                  <Table.Th>{t('name')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {data.due.map((item) => (
                  <Table.Tr key={`${item.kind} ${item.id}`}>
                    <Table.Td>{dateText(item.goesAt, i18n.language, 'medium')}</Table.Td>
                    <Table.Td>{t(`kinds.${item.kind}`)}</Table.Td>
                    <Table.Td>
                      <Anchor component={Link} to={pathTo(item)}>
                        {item.title}
                      </Anchor>
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          )}
        </>
      )}
    </SettingsPage>
  );
}
