import { Text } from '@mantine/core';
import { IconMicrophone, IconMicrophoneOff } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type CallState } from '#contracts/call';
import { useWording } from '#web/api/wordings.ts';
import { type CallClient } from '../call-client.ts';
import { pick, useStore } from '../../ui/use-store.ts';
import { ConsentChip, mayStop } from './ConsentChip.tsx';
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
  return (
    <ConsentChip
      icon={state === 'on' ? IconMicrophone : IconMicrophoneOff}
      text={t(`words.${state}`)}
      attributes={{ 'data-testid': 'words-chip', 'data-state': state }}
      stop={
        mayStop(state, { online, isPending: stop.isPending })
          ? {
              text: t('words.stop'),
              onStop: () => {
                stop.mutate();
              },
              testId: 'words-stop',
            }
          : undefined
      }
      options={
        (state === 'off' || state === 'ask') && !open
          ? {
              text: t(state === 'ask' ? 'words.choose' : 'words.options'),
              onOpen: () => {
                setOpen(true);
              },
              testId: 'words-options',
            }
          : undefined
      }
      error={online ? stop.error : null}
    >
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
    </ConsentChip>
  );
}
