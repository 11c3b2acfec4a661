import { notifications } from '@mantine/notifications';
import { IconBadgeCc } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { canRecognise } from '../captions/recogniser.ts';
import { type Captions } from '../captions/use-captions.ts';
import { ControlButton } from './ControlButton.tsx';

/** Switches captions; says what that means, once each time it is switched on. */
export function CaptionsControl({ captions }: { captions: Captions }) {
  const { t } = useTranslation('call');
  const toggle = () => {
    captions.setOn(!captions.on);
    if (!captions.on) notifications.show({ id: 'captions', color: 'accent', autoClose: 9_000, message: canRecognise() ? t('captions.explain') : t('captions.none'), withCloseButton: true });
    else notifications.hide('captions');
  };
  return (
    <ControlButton
      icon={<IconBadgeCc size={22} />} label={t(captions.on ? 'controls.captions.stop' : 'controls.captions.start')} caption={t('controls.captions.caption')}
      tone={captions.on ? 'on' : 'plain'} onClick={toggle} testId="captions-toggle"
    />
  );
}
