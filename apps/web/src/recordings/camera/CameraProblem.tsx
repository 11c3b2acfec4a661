import { Alert, Button, Stack, Text } from '@mantine/core';
import { IconCameraOff, IconMicrophoneOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { BrowserHelp } from '#web/devices/BrowserHelp.tsx';
import { type LocalMedia } from '#web/devices/local-media.ts';
import { pick, useStore } from '#web/ui/use-store.ts';

/** What is wrong with the camera, or else with the microphone, and what to do; nothing where all is well. */
export function CameraProblem({ media }: { media: LocalMedia }) {
  const { t } = useTranslation('recordings');
  const { camera, microphone } = useStore(media.state, pick('camera', 'microphone'));
  const source = camera.problem !== null ? 'camera' : 'microphone';
  const problem = camera.problem ?? microphone.problem;
  if (problem === null) return null;
  const Icon = source === 'camera' ? IconCameraOff : IconMicrophoneOff;
  const again = () => {
    for (const each of ['camera', 'microphone'] as const) if (media.state.get()[each].problem !== null) void media.setWanted(each, true);
  };
  return (
    <Alert
      variant="light"
      color="orange"
      icon={<Icon />}
      title={t(`call:problem.${source}.${problem}.title`)}
      role="alert"
      data-testid="camera-problem"
      data-source={source}
      data-problem={problem}
    >
      <Stack gap="sm" align="flex-start">
        <Text size="sm">
          {t(`camera.problem.${problem}`)}
          {source === 'microphone' && ` ${t('camera.withoutSound')}`}
        </Text>
        {problem === 'denied' && <BrowserHelp />}
        {problem !== 'insecure' && problem !== 'unsupported' && (
          <Button size="xs" variant="default" onClick={again}>
            {t('common:tryAgain')}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
