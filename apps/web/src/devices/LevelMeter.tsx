import { Group, Progress, Text } from '@mantine/core';
import { IconMicrophone } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLevel } from './use-level.ts';

const HEARD = 0.25;

/** A bar that moves with the voice, and says so in words once it has. */
export function LevelMeter({ track }: { track: MediaStreamTrack | null }) {
  const { t } = useTranslation('call');
  const level = useLevel(track);
  const [heard, setHeard] = useState(false);
  if (!heard && level > HEARD) setHeard(true);
  return (
    <div>
      <Group gap="xs" wrap="nowrap">
        <IconMicrophone size={18} aria-hidden />
        <Progress.Root flex={1} size="lg" transitionDuration={60}>
          <Progress.Section value={track === null ? 0 : level * 100} aria-label={t('devices.level')} data-testid="mic-level" />
        </Progress.Root>
      </Group>
      <Text size="sm" c="dimmed" mt={4}>
        {track === null ? t('devices.noMicrophone') : heard ? t('devices.heard') : t('devices.saySomething')}
      </Text>
    </div>
  );
}
