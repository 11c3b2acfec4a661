import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconCameraOff, IconMicrophoneOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type DeviceSource, type LocalMedia } from '../local-media.ts';
import { useStore } from '../use-store.ts';
import { BrowserHelp } from './BrowserHelp.tsx';

function Problem({ media, source }: { media: LocalMedia; source: DeviceSource }) {
  const { t } = useTranslation('call');
  const { problem } = useStore(media.state)[source];
  if (problem === null) return null;
  const Icon = source === 'camera' ? IconCameraOff : IconMicrophoneOff;
  return (
    <Alert variant="light" color="orange" icon={<Icon />} title={t(`problem.${source}.${problem}.title`)} role="alert" data-testid={`problem-${source}`} data-problem={problem}>
      <Stack gap="sm">
        <Text size="sm">{t(`problem.${source}.${problem}.text`)}</Text>
        {problem === 'denied' && <BrowserHelp />}
        {problem !== 'insecure' && problem !== 'unsupported' && (
          <Group>
            <Button size="xs" variant="default" onClick={() => { void media.setWanted(source, true); }}>{t('common:tryAgain')}</Button>
            <Button size="xs" variant="subtle" onClick={() => { void media.setWanted(source, false); }}>{t(`problem.${source}.without`)}</Button>
          </Group>
        )}
      </Stack>
    </Alert>
  );
}

/** What is wrong with camera and microphone, and what to do; nothing where all is well. */
export function ProblemNotice({ media }: { media: LocalMedia }) {
  const { camera, microphone } = useStore(media.state);
  if (camera.problem === null && microphone.problem === null) return null;
  return (
    <Stack gap="sm">
      <Problem media={media} source="camera" />
      <Problem media={media} source="microphone" />
    </Stack>
  );
}
