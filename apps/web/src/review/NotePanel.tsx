import { Paper, Stack, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type NoteView } from '#contracts/rest';
import { ErrorMessage } from '../ui/ErrorMessage.tsx';
import { Loading } from '../ui/Loading.tsx';
import { noteApi } from './api.ts';
import { NoteEditor } from './NoteEditor.tsx';
import { NoteKeeper } from './note-keeper.ts';

type Above = (keeper: NoteKeeper) => ReactNode;

/** The clinician's note of a call or a recorded video; `above`: what stands over it and changes it. */
export function NotePanel({ callId, above }: { callId: string; above?: Above }) {
  const { t } = useTranslation('review');
  // Read once: from then on the keeper knows better than any cache.
  const note = useQuery({ queryKey: ['note', callId], queryFn: () => noteApi(callId).load(), staleTime: Infinity, gcTime: 0 });
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="note-title">
      <Stack gap="sm">
        <Title order={2} fz="md" id="note-title">
          {t('note.title')}
        </Title>
        {note.isError && (
          <ErrorMessage
            error={note.error}
            onRetry={() => {
              void note.refetch();
            }}
          />
        )}
        {note.isPending && <Loading />}
        {note.data !== undefined && <KeptNote note={note.data} above={above} />}
      </Stack>
    </Paper>
  );
}

function KeptNote({ note, above }: { note: NoteView; above: Above | undefined }) {
  const { t } = useTranslation('review');
  const keeper = useMemo(() => new NoteKeeper(note, noteApi(note.callId), localStorage), [note]);
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (keeper.getState().status !== 'saved') event.preventDefault();
    };
    const hide = () => void keeper.flush();
    window.addEventListener('beforeunload', warn);
    window.addEventListener('pagehide', hide);
    keeper.resume();
    return () => {
      window.removeEventListener('beforeunload', warn);
      window.removeEventListener('pagehide', hide);
      keeper.close();
    };
  }, [keeper]);
  return (
    <>
      {above?.(keeper)}
      <NoteEditor keeper={keeper} label={t('note.editor')} />
    </>
  );
}
