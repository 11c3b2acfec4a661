import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type RecordingLimits, type RecordingOptions } from '#contracts/recording';
import { useStore } from '#web/ui/use-store.ts';
import { useIntake } from '../intake-of.ts';
import { Camera } from './Camera.tsx';
import { canRecord } from './take.ts';
import { TakeReview } from './TakeReview.tsx';

interface Props {
  limits: RecordingLimits;
  options: RecordingOptions;
  onOptions: (options: RecordingOptions) => void;
}

/** Records the camera in the page. */
export function CameraPanel(props: Props) {
  const { t } = useTranslation('recordings');
  const { take } = useIntake();
  const phase = useStore(take.state, ({ phase }) => phase);
  if (!canRecord()) return <Text>{t('camera.unsupported')}</Text>;
  return phase === 'taken' ? <TakeReview {...props} /> : <Camera take={take} limits={props.limits} />;
}
