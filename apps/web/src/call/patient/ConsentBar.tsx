import { Alert, Button, Group, Text } from '@mantine/core';
import { IconShieldCheck, IconShieldOff } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ConsentDecision } from '#contracts/call';
import { ErrorMessage } from '#web/ui/ErrorMessage.tsx';
import classes from '../call.module.css';
import { type RoomClient } from '../room-client.ts';

/** The patient's own switch over the analysis, always in sight. One click stops it; deleting and allowing again are offered then. */
export function ConsentBar({ room, consent }: { room: RoomClient; consent: ConsentDecision | null }) {
  const { t, i18n } = useTranslation('call');
  const [open, setOpen] = useState(false);
  const decide = useMutation({
    mutationFn: (decision: ConsentDecision) => room.setConsent(decision, i18n.language),
    onSuccess: (_, decision) => {
      setOpen(decision === 'withdrawn');
      erase.reset();
    },
  });
  const erase = useMutation({ mutationFn: () => room.ask('eraseSamples', {}) });
  const on = consent === 'granted';
  const Icon = on ? IconShieldCheck : IconShieldOff;
  return (
    <div className={classes['top']}>
      <Group justify="space-between" gap="xs">
        <Group gap="xs" wrap="nowrap" data-testid="consent-chip" data-consent={consent ?? 'none'}>
          <Icon size={20} aria-hidden />
          <Text size="sm" fw={500} role="status">{t(on ? 'consent.on' : 'consent.off')}</Text>
          {on && <Button size="compact-sm" variant="outline" loading={decide.isPending} onClick={() => { decide.mutate('withdrawn'); }} data-testid="consent-stop">{t('consent.stop')}</Button>}
          {!on && !open && <Button size="compact-sm" variant="subtle" onClick={() => { setOpen(true); }} data-testid="consent-options">{t('consent.options')}</Button>}
        </Group>
      </Group>
      <ErrorMessage error={decide.error} />
      {!on && open && (
        <Alert mt="xs" variant="light" withCloseButton closeButtonLabel={t('common:close')} onClose={() => { setOpen(false); }} data-testid="consent-panel">
          <Text size="sm">{erase.isSuccess ? t('consent.erased') : t(consent === 'withdrawn' ? 'consent.withdrawnText' : 'consent.refusedText')}</Text>
          <ErrorMessage error={erase.error} />
          <Group mt="sm" gap="xs">
            {consent === 'withdrawn' && !erase.isSuccess && <Button size="xs" variant="default" loading={erase.isPending} onClick={() => { erase.mutate(); }} data-testid="erase-samples">{t('consent.erase')}</Button>}
            <Button size="xs" variant="default" loading={decide.isPending} onClick={() => { decide.mutate('granted'); }} data-testid="consent-allow">{t(consent === 'withdrawn' ? 'consent.allowAgain' : 'consent.allow')}</Button>
          </Group>
        </Alert>
      )}
    </div>
  );
}
