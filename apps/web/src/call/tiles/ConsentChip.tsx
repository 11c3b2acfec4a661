import { Badge, Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconShieldCheck, IconShieldOff, IconShieldQuestion } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { type ParticipantView } from '#contracts/call';
import classes from './tiles.module.css';

const ICONS = { on: IconShieldCheck, off: IconShieldOff, unconfirmed: IconShieldQuestion, none: IconShieldQuestion } as const;

/** What holds of a participant's consent, in one word. */
export function analysedWord({ consent, consentUnconfirmed }: Pick<ParticipantView, 'consent' | 'consentUnconfirmed'>): keyof typeof ICONS {
  if (consentUnconfirmed) return 'unconfirmed';
  return consent === null ? 'none' : consent === 'granted' ? 'on' : 'off';
}

/** For the clinician: whether this person is analysed, on their tile, whatever panel is open. */
export function ConsentChip({ participant }: { participant: ParticipantView }) {
  const { t } = useTranslation('call');
  const word = analysedWord(participant);
  const onlyInMemory = participant.consentStored === 'memory';
  const StateIcon = onlyInMemory ? IconAlertTriangle : ICONS[word];
  const help = t(`analysed.help.${word}`, { name: participant.name });
  return (
    <Tooltip label={onlyInMemory ? `${help} ${t('analysed.memory')}` : help} multiline w={260}>
      <Badge
        className={classes['consent']}
        size="lg"
        tt="none"
        radius="md"
        color="dark"
        tabIndex={0}
        leftSection={<StateIcon size={14} aria-hidden />}
        data-testid="tile-consent"
        data-consent={word}
        data-stored={participant.consentStored}
      >
        {t(`analysed.${word}`)}
      </Badge>
    </Tooltip>
  );
}
