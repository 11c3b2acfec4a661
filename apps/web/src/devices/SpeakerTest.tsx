import { Button } from '@mantine/core';
import { IconVolume } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { playChime } from './chime.ts';

export function SpeakerTest({ speakerId }: { speakerId: string | null }) {
  const { t } = useTranslation('call');
  const chime = useMutation({ mutationFn: () => playChime(speakerId) });
  return (
    <Button
      variant="default"
      leftSection={<IconVolume size={18} />}
      disabled={chime.isPending}
      onClick={() => {
        chime.mutate();
      }}
      data-testid="speaker-test"
    >
      {chime.isPending ? t('devices.playing') : t('devices.testSpeaker')}
    </Button>
  );
}
