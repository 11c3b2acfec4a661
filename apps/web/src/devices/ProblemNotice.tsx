import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconCameraOff, IconMicrophoneOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type DeviceSource, type LocalMedia } from './local-media.ts';
import { type MediaProblem } from './media-problem.ts';
import { useStore } from '../ui/use-store.ts';
import { BrowserHelp } from './BrowserHelp.tsx';

/** Problems of the page or its permission, which camera and microphone have together. */
const SHARED: readonly MediaProblem[] = ['denied', 'insecure', 'unsupported'];

function Problem({ media, source, problem }: { media: LocalMedia; source: DeviceSource | 'both'; problem: MediaProblem }) {
  const { t } = useTranslation('call');
  const Icon = source === 'microphone' ? IconMicrophoneOff : IconCameraOff;
  const want = (wanted: boolean) => {
    for (const each of source === 'both' ? (['camera', 'microphone'] as const) : [source]) void media.setWanted(each, wanted);
  };
  return (
    <Alert
      variant="light"
      color="orange"
      icon={<Icon />}
      title={t(`problem.${source}.${problem}.title`)}
      role="alert"
      data-testid="device-problem"
      data-source={source}
      data-problem={problem}
    >
      <Stack gap="sm">
        <Text size="sm">{t(`problem.${source}.${problem}.text`)}</Text>
        {problem === 'denied' && <BrowserHelp />}
        {problem !== 'insecure' && problem !== 'unsupported' && (
          <Group gap="xs">
            <Button
              size="xs"
              variant="default"
              onClick={() => {
                want(true);
              }}
            >
              {t('common:tryAgain')}
            </Button>
            <Button
              size="xs"
              variant="default"
              onClick={() => {
                want(false);
              }}
            >
              {t(`problem.${source}.without`)}
            </Button>
          </Group>
        )}
      </Stack>
    </Alert>
  );
}

/** What is wrong with camera and microphone, and what to do; nothing where all is well. */
export function ProblemNotice({ media }: { media: LocalMedia }) {
  const { camera, microphone } = useStore(media.state, (state) => ({ camera: state.camera.problem, microphone: state.microphone.problem }));
  if (camera !== null && camera === microphone && SHARED.includes(camera)) return <Problem media={media} source="both" problem={camera} />;
  if (camera === null && microphone === null) return null;
  return (
    <Stack gap="sm">
      {camera !== null && <Problem media={media} source="camera" problem={camera} />}
      {microphone !== null && <Problem media={media} source="microphone" problem={microphone} />}
    </Stack>
  );
}
