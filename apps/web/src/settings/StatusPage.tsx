import { SimpleGrid, Stack, Table, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type StatusView, statusView } from '#contracts/status';
import { request } from '../api/client.ts';
import { usePageTitle } from '../ui/page-title.ts';
import { dateText, regionOf } from '../ui/region.ts';
import { SettingsPage } from './SettingsPage.tsx';
import { StatusCalls } from './StatusCalls.tsx';
import { StatusFacts } from './StatusFacts.tsx';

const EVERY_MS = 5_000;

/** How the server is, in words, for the administrator. */
export function StatusPage() {
  const { t } = useTranslation('status');
  usePageTitle(t('title'));
  const query = useQuery({
    queryKey: ['status'],
    queryFn: () => request(statusView, '/api/status'),
    refetchInterval: EVERY_MS,
  });
  return (
    <SettingsPage size="lg" title={t('title')} about={t('about')} query={query}>
      {(data) => (
        <>
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="xl">
            <NodeFacts status={data} />
            <StoringFacts status={data} />
          </SimpleGrid>
          <Analyzers analyzers={data.analyzers} />
          <StatusCalls calls={data.calls} />
        </>
      )}
    </SettingsPage>
  );
}

function NodeFacts({ status: { version, node, mediaWorkers } }: { status: StatusView }) {
  const { t, i18n } = useTranslation('status');
  return (
    <StatusFacts
      title={t('node')}
      facts={[
        [t('version'), version],
        [t('running'), `${node.name}, Node ${node.version}`],
        [t('since'), dateText(node.upSince, i18n.language, 'medium')],
        [t('accepting'), node.accepting ? t('acceptingYes') : t('acceptingNo')],
        [t('mediaWorkers'), String(mediaWorkers)],
      ]}
    />
  );
}

function StoringFacts({ status: { database, owedWrites, disk, jobsRunning } }: { status: StatusView }) {
  const { t, i18n } = useTranslation('status');
  const size = new Intl.NumberFormat(regionOf(i18n.language), { style: 'unit', unit: 'gigabyte', maximumFractionDigits: 1 });
  const gigabytes = (bytes: number) => size.format(bytes / 1e9);
  return (
    <StatusFacts
      title={t('storing')}
      facts={[
        [t('database'), database.version === null ? t('noAnswer') : t(database.kind, { version: database.version })],
        [t('stores'), database.storing ? t('storesYes') : t('storesNo')],
        [t('owed'), String(owedWrites.owed)],
        [t('lost'), String(owedWrites.lost + owedWrites.refused)],
        [t('disk'), disk === null ? t('unknown') : t('diskOf', { free: gigabytes(disk.freeBytes), total: gigabytes(disk.totalBytes) })],
        [t('jobs'), String(jobsRunning)],
      ]}
    />
  );
}

function Analyzers({ analyzers }: Pick<StatusView, 'analyzers'>) {
  const { t } = useTranslation('status');
  return (
    <Stack gap="xs">
      <Title order={2} size="h4">
        {t('analysis')}
      </Title>
      {analyzers.length === 0 ? (
        <Text>{t('noAnalyzers')}</Text>
      ) : (
        <Table.ScrollContainer
          minWidth={480}
          scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'region', 'aria-label': t('analysis') } }}
        >
          <Table data-testid="status-analyzers">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('analyzer')}</Table.Th>
                <Table.Th>{t('state')}</Table.Th>
                <Table.Th>{t('model')}</Table.Th>
                <Table.Th>{t('cameras')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {analyzers.map(({ name, state, device, model, taps, detail }, index) => (
                <Table.Tr key={`${name} ${index}`}>
                  <Table.Td>{name}</Table.Td>
                  <Table.Td>
                    {t(`states.${state}`)}
                    {detail !== null && (
                      <Text size="sm" c="dimmed">
                        {detail}
                      </Text>
                    )}
                  </Table.Td>
                  <Table.Td>{model === null || device === null ? '–' : t('onDevice', { model, device })}</Table.Td>
                  <Table.Td>{taps}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Stack>
  );
}
