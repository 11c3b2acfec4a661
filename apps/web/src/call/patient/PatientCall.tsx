import { Group, Text } from '@mantine/core';
import { IconPhoneOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type CallState } from '#contracts/call';
import { focusOnArrival } from '#web/ui/focus-on-arrival.ts';
import { usePageTitle } from '#web/ui/page-title.ts';
import classes from '../call.module.css';
import { CaptionOverlay } from '../captions/CaptionOverlay.tsx';
import { useCaptions } from '../captions/use-captions.ts';
import { CaptionsControl } from '../controls/CaptionsControl.tsx';
import { ControlButton } from '../controls/ControlButton.tsx';
import { DevicesControl, MediaControls } from '../controls/DeviceControls.tsx';
import { type LocalMedia } from '../../devices/local-media.ts';
import { Notices } from '../Notices.tsx';
import { type CallClient } from '../call-client.ts';
import { SelfView } from '../tiles/SelfView.tsx';
import { Stage } from '../tiles/Stage.tsx';
import { useStore } from '../../ui/use-store.ts';
import { useWakeLock } from '../use-wake-lock.ts';
import { DraftConsent } from '../consent/DraftConsent.tsx';
import { WordsConsent } from '../consent/WordsConsent.tsx';
import { ConsentBar } from './ConsentBar.tsx';

interface Props {
  client: CallClient;
  media: LocalMedia;
  call: CallState;
  clinicianName: string;
}

/** The call as a patient sees it: the clinician, themself small, five controls, and the consent always in sight. */
export function PatientCall({ client, media, call, clinicianName }: Props) {
  const { t } = useTranslation('call');
  const selfId = useStore(client.state, ({ selfId }) => selfId);
  useWakeLock();
  const speaking = useStore(media.state, ({ microphone }) => microphone.wanted && microphone.track !== null);
  usePageTitle(t('patientTitle', { name: clinicianName }));
  const captions = useCaptions(client, speaking, call.captions);
  const self = call.participants.find(({ id }) => id === selfId);
  return (
    <div className={classes['call']} data-role="patient" data-testid="patient-call">
      <div className={classes['top']}>
        <ConsentBar client={client} self={self} clinicianName={clinicianName} />
        <WordsConsent client={client} call={call} clinicianName={clinicianName} />
        <DraftConsent client={client} />
      </div>
      <main className={classes['stage']}>
        <h1 className={classes['hidden']} tabIndex={-1} ref={focusOnArrival}>
          {call.title}
        </h1>
        <Stage
          client={client}
          empty={
            <div className={classes['empty']}>
              <Text ta="center" c="white">
                {t('clinicianAway', { name: clinicianName })}
              </Text>
            </div>
          }
        >
          <SelfView media={media} />
        </Stage>
        <Notices client={client} media={media} />
        <CaptionOverlay client={client} captions={captions} />
      </main>
      <footer className={classes['bar']}>
        <Group gap="xs" wrap="nowrap" justify="center">
          <MediaControls media={media} />
          <CaptionsControl captions={captions} />
          <DevicesControl media={media} />
          <ControlButton
            icon={<IconPhoneOff size={22} />}
            label={t('leave.patient')}
            caption={t('leave.leave')}
            tone="leave"
            onClick={() => {
              void client.leave();
            }}
            testId="leave"
          />
        </Group>
      </footer>
    </div>
  );
}
