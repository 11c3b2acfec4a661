import { Alert } from '@mantine/core';
import { IconPhoneCall } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type LocalMedia } from './local-media.ts';
import { pick, useStore } from '../ui/use-store.ts';

/** The person's device has taken microphone or camera away for now, as phones do for a phone call; it gives them back by itself. */
export function MutedNotice({ media }: { media: LocalMedia }) {
  const { t } = useTranslation('call');
  const { camera, microphone } = useStore(media.state, pick('camera', 'microphone'));
  const [noSound, noPicture] = [microphone.wanted && microphone.muted, camera.wanted && camera.muted];
  if (!noSound && !noPicture) return null;
  const what = noSound && noPicture ? 'both' : noSound ? 'microphone' : 'camera';
  return (
    <Alert variant="light" color="orange" icon={<IconPhoneCall />} role="alert" data-testid="muted-by-device" data-source={what}>
      {t(`mutedByDevice.${what}`)}
    </Alert>
  );
}
