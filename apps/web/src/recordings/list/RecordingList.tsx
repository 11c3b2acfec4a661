import { Stack } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { IconMovie } from '@tabler/icons-react';
import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type RecordingView } from '#contracts/recording';
import { useStore } from '#web/ui/use-store.ts';
import { EmptyState } from '#web/ui/EmptyState.tsx';
import { refreshRecording } from '../api.ts';
import { useIntake } from '../intake-of.ts';
import classes from '../recordings.module.css';
import { Announcements } from './Announcements.tsx';
import { RecordingRow } from './RecordingRow.tsx';
import { rowsOf } from './rows.ts';
import { UnfinishedRow } from './UnfinishedRow.tsx';
import { UploadRow } from './UploadRow.tsx';

/** Asks the server for the list again when an upload has become known to it or has arrived. */
function useHandOver(recordings: readonly RecordingView[]): void {
  const { uploads } = useIntake();
  const items = useStore(uploads.state, ({ items }) => items);
  const queries = useQueryClient();
  const known = items
    .flatMap(({ recordingId, state }) => (recordingId === null ? [] : [`${recordingId} ${state === 'sent' ? 'sent' : ''}`]))
    .join();
  useEffect(() => {
    const ids = known === '' ? [] : known.split(',').map((each) => each.split(' ')[0] ?? '');
    for (const id of ids) void refreshRecording(queries, id);
  }, [known, queries]);
  useEffect(() => {
    const arrived = new Set(recordings.filter(({ status }) => status !== 'uploading').map(({ id }) => id));
    for (const { key, state, recordingId } of items)
      if (state === 'sent' && recordingId !== null && arrived.has(recordingId)) uploads.remove(key);
  }, [items, recordings, uploads]);
}

/** Everything that comes in, is analysed, or can be opened. */
export function RecordingList({ recordings }: { recordings: RecordingView[] }) {
  const { t } = useTranslation('recordings');
  const { uploads } = useIntake();
  const items = useStore(uploads.state, ({ items }) => items);
  const rows = useMemo(() => rowsOf(recordings, items), [recordings, items]);
  useHandOver(recordings);
  if (rows.length === 0) return <EmptyState icon={<IconMovie />} text={t('empty')} />;
  return (
    <>
      <Announcements rows={rows} />
      <Stack component="ul" gap="sm" className={classes['list']}>
        {rows.map((row) => {
          if (row.kind === 'upload') return <UploadRow key={row.key} upload={row.upload} title={row.title} />;
          return row.kind === 'unfinished' ? (
            <UnfinishedRow key={row.key} recording={row.recording} />
          ) : (
            <RecordingRow key={row.key} recording={row.recording} />
          );
        })}
      </Stack>
    </>
  );
}
