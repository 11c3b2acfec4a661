import { IconBadgeCc } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type Captions } from '../captions/use-captions.ts';
import { ControlButton } from './ControlButton.tsx';

export function CaptionsControl({ captions }: { captions: Captions }) {
  const { t } = useTranslation('call');
  return (
    <ControlButton
      icon={<IconBadgeCc size={22} />}
      label={t(captions.on ? 'controls.captions.stop' : 'controls.captions.start')}
      caption={t('controls.captions.caption')}
      tone={captions.on ? 'on' : 'plain'}
      onClick={() => {
        captions.setOn(!captions.on);
      }}
      testId="captions-toggle"
    />
  );
}
