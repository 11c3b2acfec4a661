import { Checkbox } from '@mantine/core';
import { type Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { RECORDING_CONSENT_WORDING } from '#contracts/recording';

interface Props {
  agreed: boolean;
  onChange: (agreed: boolean) => void;
  /** Somebody tried to go on without it. */
  missing: boolean;
  inputRef?: Ref<HTMLInputElement>;
}

/** Nothing is sent or recorded before this line is ticked. */
export function ConsentLine({ agreed, onChange, missing, inputRef }: Props) {
  const { t } = useTranslation('recordings');
  return (
    <Checkbox
      ref={inputRef}
      checked={agreed}
      onChange={(event) => {
        onChange(event.currentTarget.checked);
      }}
      label={t(`consent.${RECORDING_CONSENT_WORDING}`)}
      description={t('consent.explain')}
      error={missing && !agreed ? t('consent.missing') : undefined}
      data-testid="recording-consent"
    />
  );
}
