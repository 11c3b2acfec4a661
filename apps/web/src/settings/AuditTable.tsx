import { Table, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { AuditEntry } from '#contracts/audit';
import { dateText } from '../ui/region.ts';

/** Who did what, when, and to which call. */
export function AuditTable({ entries }: { entries: AuditEntry[] }) {
  const { t, i18n } = useTranslation('audit');
  const who = ({ actor }: AuditEntry) => actor.name ?? t(`actors.${actor.kind}`);
  const about = ({ call }: AuditEntry) => (call === null ? '' : (call.title ?? t('deleted')));
  return (
    <Table.ScrollContainer minWidth={640} scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'region', 'aria-label': t('title') } }}>
      <Table verticalSpacing="xs" striped data-testid="audit-table">
        <Table.Thead>
          <Table.Tr>
            {(['when', 'who', 'what', 'call', 'detail'] as const).map((column) => (
              <Table.Th key={column}>{t(`columns.${column}`)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {entries.map((entry) => (
            <Table.Tr key={entry.sequence}>
              <Table.Td>
                <time dateTime={entry.at}>{dateText(entry.at, i18n.language, 'medium', 'medium')}</time>
              </Table.Td>
              <Table.Td>{who(entry)}</Table.Td>
              <Table.Td>{t(`actions.${entry.action}`, { defaultValue: entry.action })}</Table.Td>
              <Table.Td>{about(entry)}</Table.Td>
              <Table.Td>
                <Text size="xs" c="dimmed">
                  {detailOf(entry)}
                </Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

const detailOf = ({ detail }: AuditEntry) =>
  Object.entries(detail)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => `${key}: ${String(value)}`)
    .join(', ');
