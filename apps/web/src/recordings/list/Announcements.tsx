import { VisuallyHidden } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Row } from './rows.ts';

/** States whose arrival is worth saying aloud; progress is not. */
const SAID = ['retrying', 'failed', 'done', 'cancelled', 'queued'];

const stateOf = (row: Row) => (row.kind === 'upload' ? row.upload.state : row.recording.status);
const idOf = (row: Row) => (row.kind === 'upload' ? (row.upload.recordingId ?? row.key) : row.recording.id);
const titleOf = (row: Row) => (row.kind === 'upload' ? row.title : row.recording.title);

/** Tells screen readers of each change that matters, once. */
export function Announcements({ rows }: { rows: Row[] }) {
  const { t } = useTranslation('recordings');
  const [text, setText] = useState('');
  const known = useRef(new Map<string, string>());
  useEffect(() => {
    const changed = rows.filter(
      (row) => known.current.has(idOf(row)) && known.current.get(idOf(row)) !== stateOf(row) && SAID.includes(stateOf(row)),
    );
    known.current = new Map(rows.map((row) => [idOf(row), stateOf(row)]));
    if (changed.length > 0) setText(changed.map((row) => t(`said.${stateOf(row)}`, { title: titleOf(row) })).join(' '));
  }, [rows, t]);
  return (
    <VisuallyHidden role="status" data-testid="recordings-said">
      {text}
    </VisuallyHidden>
  );
}
