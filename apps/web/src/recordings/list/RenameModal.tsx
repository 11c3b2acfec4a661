import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type RecordingView } from '#contracts/recording';
import { ErrorMessage } from '#web/ui/ErrorMessage.tsx';
import { useRenameRecording } from '../api.ts';

interface Props {
  recording: RecordingView;
  opened: boolean;
  onClose: () => void;
}

function Form({ recording, onClose }: Omit<Props, 'opened'>) {
  const { t } = useTranslation('recordings');
  const [title, setTitle] = useState(recording.title);
  const rename = useRenameRecording(recording.id);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        rename.mutate({ title }, { onSuccess: onClose });
      }}
    >
      <Stack gap="md">
        <TextInput
          label={t('rename.title')}
          maxLength={200}
          value={title}
          onChange={(event) => {
            setTitle(event.currentTarget.value);
          }}
          data-autofocus
          data-testid="recording-title"
        />
        <ErrorMessage error={rename.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" disabled={title.trim() === ''} loading={rename.isPending} data-testid="confirm-rename">
            {t('rename.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

export function RenameModal({ recording, opened, onClose }: Props) {
  const { t } = useTranslation('recordings');
  return (
    <Modal opened={opened} onClose={onClose} title={t('menu.rename')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <Form recording={recording} onClose={onClose} />
    </Modal>
  );
}
