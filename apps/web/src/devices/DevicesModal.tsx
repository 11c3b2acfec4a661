import { Modal, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type LocalMedia } from './local-media.ts';
import { pick, useStore } from '../ui/use-store.ts';
import { DevicePickers } from './DevicePickers.tsx';
import { LevelMeter } from './LevelMeter.tsx';
import { ProblemNotice } from './ProblemNotice.tsx';
import { SpeakerTest } from './SpeakerTest.tsx';

/** Change of device in the middle of a call. */
export function DevicesModal({ media, opened, onClose }: { media: LocalMedia; opened: boolean; onClose: () => void }) {
  const { t } = useTranslation('call');
  const { chosen, microphone } = useStore(media.state, pick('chosen', 'microphone'));
  return (
    <Modal opened={opened} onClose={onClose} title={t('devices.title')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <Stack gap="md">
        <ProblemNotice media={media} />
        <DevicePickers media={media} />
        <LevelMeter track={microphone.wanted ? microphone.track : null} />
        <SpeakerTest speakerId={chosen.speaker} />
      </Stack>
    </Modal>
  );
}
