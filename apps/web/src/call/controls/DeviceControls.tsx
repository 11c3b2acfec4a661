import {
  IconMicrophone,
  IconMicrophoneOff,
  IconScreenShare,
  IconScreenShareOff,
  IconSettings,
  IconVideo,
  IconVideoOff,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DevicesModal } from '../../devices/DevicesModal.tsx';
import { type DeviceSource, type LocalMedia, type Slot } from '../../devices/local-media.ts';
import { pick, useStore } from '../../ui/use-store.ts';
import { ControlButton } from './ControlButton.tsx';

const ICONS = { microphone: [IconMicrophone, IconMicrophoneOff], camera: [IconVideo, IconVideoOff] } as const;
const TEST_IDS = { microphone: 'mic-toggle', camera: 'camera-toggle' } as const;

function Toggle({ media, source, slot }: { media: LocalMedia; source: DeviceSource; slot: Slot }) {
  const { t } = useTranslation('call');
  const on = slot.wanted && slot.track !== null;
  const silent = slot.problem !== null || (on && slot.muted);
  const Icon = ICONS[source][on && !slot.muted ? 0 : 1];
  return (
    <ControlButton
      icon={<Icon size={22} />}
      label={t(`controls.${source}.${on ? 'stop' : 'start'}`)}
      caption={t(`controls.${source}.caption`)}
      tone={silent ? 'alert' : on ? 'plain' : 'off'}
      onClick={() => {
        void media.setWanted(source, !on);
      }}
      testId={TEST_IDS[source]}
    />
  );
}

/** Microphone, camera, screen. */
export function MediaControls({ media }: { media: LocalMedia }) {
  const { t } = useTranslation('call');
  const { camera, microphone, screen } = useStore(media.state, pick('camera', 'microphone', 'screen'));
  const sharing = screen.track !== null;
  return (
    <>
      <Toggle media={media} source="microphone" slot={microphone} />
      <Toggle media={media} source="camera" slot={camera} />
      {'getDisplayMedia' in ((navigator.mediaDevices as MediaDevices | undefined) ?? {}) && (
        <ControlButton
          icon={sharing ? <IconScreenShareOff size={22} /> : <IconScreenShare size={22} />}
          label={t(`controls.screen.${sharing ? 'stop' : 'start'}`)}
          caption={t('controls.screen.caption')}
          tone={sharing ? 'on' : 'plain'}
          onClick={() => {
            if (sharing) media.stopScreen();
            else void media.shareScreen();
          }}
          testId="screen-toggle"
        />
      )}
    </>
  );
}

/** Opens the choice of devices. */
export function DevicesControl({ media }: { media: LocalMedia }) {
  const { t } = useTranslation('call');
  const [opened, setOpened] = useState(false);
  return (
    <>
      <ControlButton
        icon={<IconSettings size={22} />}
        label={t('controls.devices.open')}
        caption={t('controls.devices.caption')}
        onClick={() => {
          setOpened(true);
        }}
        testId="devices"
      />
      <DevicesModal
        media={media}
        opened={opened}
        onClose={() => {
          setOpened(false);
        }}
      />
    </>
  );
}
