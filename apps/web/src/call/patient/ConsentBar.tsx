import { Text } from '@mantine/core';
import { type Icon, IconShieldCheck, IconShieldOff, IconShieldQuestion } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ParticipantView } from '#contracts/call';
import { useWording } from '#web/api/wordings.ts';
import { type CallClient } from '../call-client.ts';
import { pick, useStore } from '../../ui/use-store.ts';
import { ConsentChip, type ConsentState, mayStop } from '../consent/ConsentChip.tsx';
import { ConsentPanel } from './ConsentPanel.tsx';

const ICONS: Record<ConsentState, Icon> = {
  on: IconShieldCheck,
  off: IconShieldOff,
  stopping: IconShieldOff,
  ask: IconShieldQuestion,
  confirming: IconShieldQuestion,
};

/** The patient's own switch over the analysis, always in sight. One click stops it; deleting and allowing again are offered then. */
export function ConsentBar({
  client,
  self,
  clinicianName,
}: {
  client: CallClient;
  self: ParticipantView | undefined;
  clinicianName: string;
}) {
  const { t, i18n } = useTranslation('call');
  const { unsent, ask } = useStore(client.consent.state, pick('unsent', 'ask'));
  const online = useStore(client.state, ({ online }) => online);
  const wording = useWording('expression', i18n.language);
  const [open, setOpen] = useState(false);
  const stop = useMutation({
    mutationFn: () => client.consent.stop(wording.data ?? undefined),
    onMutate: () => {
      setOpen(true);
    },
  });
  const consent = self?.consent ?? null;
  const state: ConsentState = unsent
    ? 'stopping'
    : ask
      ? 'ask'
      : self?.consentUnconfirmed === true
        ? 'confirming'
        : consent === 'granted'
          ? 'on'
          : 'off';
  return (
    <ConsentChip
      icon={ICONS[state]}
      text={t(`consent.${state}`)}
      attributes={{ 'data-testid': 'consent-chip', 'data-consent': consent ?? 'none', 'data-state': state }}
      stop={
        mayStop(state, { online, isPending: stop.isPending })
          ? {
              text: t('consent.stop'),
              onStop: () => {
                stop.mutate();
              },
              testId: 'consent-stop',
            }
          : undefined
      }
      options={
        (state === 'off' || state === 'ask') && !open
          ? {
              text: t(state === 'ask' ? 'consent.choose' : 'consent.options'),
              onOpen: () => {
                setOpen(true);
              },
              testId: 'consent-options',
            }
          : undefined
      }
      error={online ? stop.error : null}
    >
      {state === 'stopping' && (!online || stop.isError) && (
        <Text size="sm" mt={4} role="alert" data-testid="consent-unsent">
          {t('consent.unsentText')}
        </Text>
      )}
      {state === 'off' && self?.consentStored === 'memory' && consent !== null && (
        <Text size="sm" mt={4} role="status" data-testid="consent-memory-only">
          {t('consent.memoryOnly')}
        </Text>
      )}
      {open && (state === 'off' || state === 'ask') && (
        <ConsentPanel
          client={client}
          consent={consent}
          wording={wording.data ?? null}
          clinicianName={clinicianName}
          asked={state === 'ask'}
          onClose={() => {
            setOpen(false);
          }}
        />
      )}
    </ConsentChip>
  );
}
