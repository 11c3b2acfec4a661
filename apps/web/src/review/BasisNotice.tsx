import { Alert, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type NoteView } from '#contracts/rest';

/** Whether what a signed note stands on is still as it was signed. */
export function BasisNotice({ note }: { note: NoteView }) {
  const { t, i18n } = useTranslation('review');
  if (note.basis === null) return null;
  if (note.basis === 'unchanged')
    return (
      <Text size="xs" c="dimmed" data-testid="note-basis" data-basis="unchanged">
        {t('note.basis.unchanged')}
      </Text>
    );
  const parts = new Intl.ListFormat(i18n.language).format(note.basisChanged.map((part) => t(`note.basis.parts.${part}`)));
  return (
    <Alert color="yellow" role="status" data-testid="note-basis" data-basis="changed">
      {t('note.basis.changed', { parts })}
    </Alert>
  );
}
