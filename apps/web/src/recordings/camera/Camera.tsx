import { Button, Center, Collapse, Group, SimpleGrid, Stack, Switch, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlayerRecord, IconPlayerStop, IconSettings } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { type RecordingLimits } from '#contracts/recording';
import { DevicePickers } from '#web/devices/DevicePickers.tsx';
import { LevelMeter } from '#web/devices/LevelMeter.tsx';
import { VideoTrack } from '#web/devices/VideoTrack.tsx';
import { useLocalMedia } from '#web/devices/use-local-media.ts';
import { pick, useStore } from '#web/ui/use-store.ts';
import { clockText } from '#contracts/time';
import { useNow } from '#web/ui/use-now.ts';
import { durationText } from '../format.ts';
import { ConsentLine } from '../intake/ConsentLine.tsx';
import { useConsent } from '../intake/use-consent.ts';
import classes from '../recordings.module.css';
import { CameraProblem } from './CameraProblem.tsx';
import { type Take } from './take.ts';

function Timer({ since, most }: { since: number; most: string }) {
  const { t } = useTranslation('recordings');
  const now = useNow(500);
  return (
    <Group gap="xs" role="timer" data-testid="take-timer">
      <Text fw={600} style={{ fontVariantNumeric: 'tabular-nums' }}>
        {t('camera.recording', { time: clockText(now - since) })}
      </Text>
      <Text size="sm" c="dimmed">
        {t('camera.atMost', { length: most })}
      </Text>
    </Group>
  );
}

/** The live picture, with what is needed to record it. The camera is on only while this is shown. */
export function Camera({ take, limits }: { take: Take; limits: RecordingLimits }) {
  const {
    t,
    i18n: { language },
  } = useTranslation('recordings');
  const media = useLocalMedia();
  const { camera, microphone } = useStore(media.state, pick('camera', 'microphone'));
  const { phase, startedAt, end } = useStore(take.state, pick('phase', 'startedAt', 'end'));
  const consent = useConsent();
  const [devices, { toggle }] = useDisclosure(false);
  const recording = phase !== 'none';
  const most = durationText(limits.maxDurationMs, language, 'long');
  // What was recorded until somebody goes elsewhere is kept.
  useEffect(
    () => () => {
      take.stop('left');
    },
    [take],
  );
  const begin = () => {
    if (camera.track === null || !consent.ask()) return;
    const sound = microphone.wanted && microphone.track !== null ? [microphone.track] : [];
    take.begin([camera.track, ...sound], t('camera.fileName'), limits);
  };
  return (
    <Stack gap="md">
      <CameraProblem media={media} />
      {end === 'failed' && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {t('camera.failed')}
        </Text>
      )}
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <div className={classes['picture']}>
          {camera.track !== null ? (
            <VideoTrack track={camera.track} mirrored label={t('camera.preview')} testId="camera-preview" />
          ) : (
            <Center h="100%" p="md">
              <Text ta="center">{t(camera.problem === null ? 'camera.asking' : 'camera.noPicture')}</Text>
            </Center>
          )}
        </div>
        <Stack gap="md">
          {!recording && (
            <Switch
              label={t('camera.sound')}
              checked={microphone.wanted}
              onChange={(event) => {
                void media.setWanted('microphone', event.currentTarget.checked);
              }}
            />
          )}
          {microphone.wanted && <LevelMeter track={microphone.track} />}
          {!recording && (
            <div>
              <Button
                variant="subtle"
                color="gray"
                size="compact-sm"
                ml={-8}
                leftSection={<IconSettings size={16} />}
                aria-expanded={devices}
                onClick={toggle}
              >
                {t('camera.devices')}
              </Button>
              <Collapse expanded={devices}>
                <div style={{ paddingTop: 8 }}>
                  <DevicePickers media={media} speaker={false} />
                </div>
              </Collapse>
            </div>
          )}
        </Stack>
      </SimpleGrid>
      {!recording && <ConsentLine {...consent.line} />}
      <Group gap="md">
        {recording ? (
          <Button
            color="red.8"
            leftSection={<IconPlayerStop size={18} />}
            loading={phase === 'ending'}
            onClick={() => {
              take.stop('asked');
            }}
            data-testid="take-stop"
          >
            {t('camera.stop')}
          </Button>
        ) : (
          <Button leftSection={<IconPlayerRecord size={18} />} disabled={camera.track === null} onClick={begin} data-testid="take-start">
            {t('camera.start')}
          </Button>
        )}
        {recording ? (
          <Timer since={startedAt} most={most} />
        ) : (
          <Text size="sm" c="dimmed">
            {t('camera.atMost', { length: most })}
          </Text>
        )}
      </Group>
    </Stack>
  );
}
