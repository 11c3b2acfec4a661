import { Button, Group, Text } from '@mantine/core';
import { IconShieldCheck, IconShieldOff, IconShieldQuestion } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ParticipantView } from '#contracts/call';
import { useWording } from '#web/api/wordings.ts';
import { ErrorMessage } from '#web/ui/ErrorMessage.tsx';
import classes from '../call.module.css';
import { type CallClient } from '../call-client.ts';
import { pick, useStore } from '../../ui/use-store.ts';
import { ConsentPanel } from './ConsentPanel.tsx';

const ICONS = {
  on: IconShieldCheck,
  off: IconShieldOff,
  stopping: IconShieldOff,
  ask: IconShieldQuestion,
  confirming: IconShieldQuestion,
} as const;

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
  const state = unsent ? 'stopping' : ask ? 'ask' : self?.consentUnconfirmed === true ? 'confirming' : consent === 'granted' ? 'on' : 'off';
  const StateIcon = ICONS[state];
  const mayStop = state === 'on' || state === 'confirming' || (state === 'stopping' && online && !stop.isPending);
  return (
    <div className={classes['consent']}>
      <Group gap="xs" wrap="nowrap" data-testid="consent-chip" data-consent={consent ?? 'none'} data-state={state}>
        <StateIcon size={20} aria-hidden style={{ flex: 'none' }} />
        <Text size="sm" fw={500} role="status">
          {t(`consent.${state}`)}
        </Text>
        {mayStop && (
          <Button
            size="compact-sm"
            variant="outline"
            onClick={() => {
              stop.mutate();
            }}
            data-testid="consent-stop"
          >
            {t('consent.stop')}
          </Button>
        )}
        {(state === 'off' || state === 'ask') && !open && (
          <Button
            size="compact-sm"
            variant="subtle"
            onClick={() => {
              setOpen(true);
            }}
            data-testid="consent-options"
          >
            {t(state === 'ask' ? 'consent.choose' : 'consent.options')}
          </Button>
        )}
      </Group>
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
      {stop.isError && online && <ErrorMessage error={stop.error} />}
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
    </div>
  );
}
