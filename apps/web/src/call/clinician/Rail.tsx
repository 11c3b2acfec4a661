import { Box, Stack, Tabs, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type CallState } from '#contracts/call';
import { IndicatorCard, type LiveTimeline, MarkerList } from '#web/dashboard/index.ts';
import { CaptionList } from '../captions/CaptionList.tsx';
import { type CallClient } from '../call-client.ts';
import { WordsConsent } from '../consent/WordsConsent.tsx';
import { useStore } from '../../ui/use-store.ts';

interface Props {
  client: CallClient;
  call: CallState;
  live: LiveTimeline;
  showIndicators: boolean;
}

/** Beside the picture: indicators of each patient, what is said, markers. */
export function Rail({ client, call, live, showIndicators }: Props) {
  const { t } = useTranslation('call');
  const selfId = useStore(client.state, ({ selfId }) => selfId);
  const selfName = call.participants.find(({ id }) => id === selfId)?.name ?? '';
  const patients = call.participants.filter(
    ({ role, presence }) => role !== 'clinician' && (presence === 'connected' || presence === 'away'),
  );
  return (
    <>
      {showIndicators ? (
        <Stack gap="xs">
          {patients.map(({ id }) => (
            <IndicatorCard key={id} live={live} participantId={id} />
          ))}
        </Stack>
      ) : (
        <Text size="sm" c="dimmed">
          {t('indicatorsHidden')}
        </Text>
      )}
      <Tabs defaultValue="captions" display="flex" flex={1} mih={0} style={{ flexDirection: 'column' }}>
        <Tabs.List grow>
          <Tabs.Tab value="captions">{t('rail.captions')}</Tabs.Tab>
          <Tabs.Tab value="markers" data-testid="tab-markers">
            {t('rail.markers')}
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="captions" flex={1} mih={0} pt="xs">
          <Stack h="100%" gap="xs">
            <WordsConsent client={client} call={call} clinicianName={selfName} />
            <Box flex={1} mih={0}>
              <CaptionList client={client} call={call} />
            </Box>
          </Stack>
        </Tabs.Panel>
        <Tabs.Panel value="markers" flex={1} mih={0} pt="xs">
          <MarkerList live={live} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
