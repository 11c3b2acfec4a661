import { Box, Stack, Tabs, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type CallState } from '#contracts/call';
import { IndicatorCard, type LiveTimeline, MarkerList } from '#web/dashboard/index.ts';
import { CaptionList } from '../captions/CaptionList.tsx';
import { type CallClient } from '../call-client.ts';

interface Props {
  client: CallClient;
  call: CallState;
  live: LiveTimeline;
  showIndicators: boolean;
}

/** Beside the picture: indicators of each patient, what is said, markers. */
export function Rail({ client, call, live, showIndicators }: Props) {
  const { t } = useTranslation('call');
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
          <Box h="100%">
            <CaptionList client={client} />
          </Box>
        </Tabs.Panel>
        <Tabs.Panel value="markers" flex={1} mih={0} pt="xs">
          <MarkerList live={live} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
