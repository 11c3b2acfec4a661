import { Button, Group, Text } from '@mantine/core';
import { IconMicrophone, IconMicrophoneOff } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type CallState } from '#contracts/call';
import { useWording } from '#web/api/wordings.ts';
import { ErrorMessage } from '#web/ui/ErrorMessage.tsx';
import classes from '../call.module.css';
import { type CallClient } from '../call-client.ts';
import { pick, useStore } from '../../ui/use-store.ts';
import { WordsPanel } from './WordsPanel.tsx';

interface Props {
  client: CallClient;
  call: CallState;
  clinicianName: string;
}

/** Whether one's own words are written down, always in sight where they can be. One click stops it; deleting and allowing again are offered then. */
export function WordsConsent({ client, call, clinicianName }: Props) {
  const { t, i18n } = useTranslation('call');
  const { unsent, ask } = useStore(client.transcription.state, pick('unsent', 'ask'));
  const { online, selfId, role } = useStore(client.state, pick('online', 'selfId', 'role'));
  const wording = useWording('transcription', i18n.language);
  const [open, setOpen] = useState(false);
  const [stopped, setStopped] = useState(false);
  const stop = useMutation({
    mutationFn: () => client.transcription.stop(wording.data ?? undefined),
    onMutate: () => {
      setStopped(true);
      setOpen(true);
    },
  });
  if (call.captions === undefined || call.captions.recogniser === null) return null;
  const self = call.participants.find(({ id }) => id === selfId);
  const state = unsent ? 'stopping' : ask ? 'ask' : self?.transcribed === true ? 'on' : 'off';
  const StateIcon = state === 'on' ? IconMicrophone : IconMicrophoneOff;
  return (
    <div className={classes['consent']}>
      <Group gap="xs" wrap="nowrap" data-testid="words-chip" data-state={state}>
        <StateIcon size={20} aria-hidden style={{ flex: 'none' }} />
        <Text size="sm" fw={500} role="status">
          {t(`words.${state}`)}
        </Text>
        {state === 'on' && (
          <Button
            size="compact-sm"
            variant="outline"
            onClick={() => {
              stop.mutate();
            }}
            data-testid="words-stop"
          >
            {t('words.stop')}
          </Button>
        )}
        {(state === 'off' || state === 'ask') && !open && (
          <Button
            size="compact-sm"
            variant="subtle"
            onClick={() => {
              setOpen(true);
            }}
            data-testid="words-options"
          >
            {t(state === 'ask' ? 'words.choose' : 'words.options')}
          </Button>
        )}
      </Group>
      {state === 'on' && call.captions.recogniser === 'pocketsphinx' && (
        <Text size="xs" c="dimmed" data-testid="words-basic">
          {t('words.basic')}
        </Text>
      )}
      {state === 'stopping' && (!online || stop.isError) && (
        <Text size="sm" mt={4} role="alert">
          {t('words.unsentText')}
        </Text>
      )}
      {stop.isError && online && <ErrorMessage error={stop.error} />}
      {open && (state === 'off' || state === 'ask') && (
        <WordsPanel
          client={client}
          said={state === 'ask' ? 'askText' : stopped ? 'withdrawnText' : role === 'clinician' ? 'clinicianText' : 'refusedText'}
          mayErase={stopped}
          wording={wording.data ?? null}
          clinicianName={clinicianName}
          onAllowed={() => {
            setStopped(false);
            setOpen(false);
          }}
          onClose={(refuses) => {
            if (refuses && state === 'ask' && wording.data) void client.transcription.answer('refused', wording.data);
            setOpen(false);
          }}
        />
      )}
    </div>
  );
}
