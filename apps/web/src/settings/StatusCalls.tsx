import { Stack, Table, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { LiveCallStatus } from '#contracts/status';
import { dateText, regionOf } from '../ui/region.ts';

/** The calls of this server and how their media fare; each by the beginning of its id, as the log has it. */
export function StatusCalls({ calls }: { calls: LiveCallStatus[] }) {
  const { t, i18n } = useTranslation('status');
  const number = new Intl.NumberFormat(regionOf(i18n.language), { maximumFractionDigits: 1 });
  const whole = new Intl.NumberFormat(regionOf(i18n.language), { maximumFractionDigits: 0 });
  const inWords = (value: number | null, unit: 'percent' | 'ms') =>
    value === null ? '–' : t(unit, { value: (unit === 'percent' ? number : whole).format(value) });
  return (
    <Stack gap="xs">
      <Title order={2} size="h4">
        {t('calls')}
      </Title>
      {calls.length === 0 ? (
        <Text>{t('noCalls')}</Text>
      ) : (
        <>
          <Table.ScrollContainer
            minWidth={760}
            scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'region', 'aria-label': t('calls') } }}
          >
            <Table data-testid="status-calls">
              <Table.Thead>
                <Table.Tr>
                  {(['call', 'began', 'people', 'analysed', 'loss', 'jitter', 'roundTrip', 'traffic'] as const).map((name) => (
                    <Table.Th key={name}>{t(name)}</Table.Th>
                  ))}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {calls.map((call) => (
                  <Table.Tr key={call.id}>
                    <Table.Td>{call.id.slice(0, 8)}</Table.Td>
                    <Table.Td>{call.startedAt === null ? '–' : dateText(call.startedAt, i18n.language, 'medium')}</Table.Td>
                    <Table.Td>{call.connected}</Table.Td>
                    <Table.Td>{call.analysed}</Table.Td>
                    <Table.Td>{inWords(call.lossPercent, 'percent')}</Table.Td>
                    <Table.Td>{inWords(call.jitterMs, 'ms')}</Table.Td>
                    <Table.Td>{inWords(call.roundTripMs, 'ms')}</Table.Td>
                    <Table.Td>{t('kilobits', { in: whole.format(call.kilobitsIn), out: whole.format(call.kilobitsOut) })}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
          <Text size="sm" c="dimmed">
            {t('hint')}
          </Text>
        </>
      )}
    </Stack>
  );
}
