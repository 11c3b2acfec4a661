import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type RecordingView } from '#contracts/recording';
import { ErrorMessage } from '#web/ui/ErrorMessage.tsx';
import { useDeleteRecording, useDeleteVideo } from '../api.ts';

interface Props {
  recording: RecordingView;
  what: 'deleteVideo' | 'deleteAll';
  opened: boolean;
  onClose: () => void;
  onDone?: () => void;
}

/** Says what is lost for good before it is. */
export function DeleteModal({ recording, what, opened, onClose, onDone }: Props) {
  const { t } = useTranslation('recordings');
  const video = useDeleteVideo(recording.id);
  const all = useDeleteRecording(recording.id);
  const work = what === 'deleteVideo' ? video : all;
  const close = () => {
    work.reset();
    onClose();
  };
  return (
    <Modal opened={opened} onClose={close} title={t(`${what}.title`)} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <Stack gap="md">
        <Text size="sm">{t(`${what}.text`, { title: recording.title })}</Text>
        <ErrorMessage error={work.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={close} data-autofocus>
            {t('common:cancel')}
          </Button>
          <Button
            color="red.8"
            loading={work.isPending}
            onClick={() => {
              work.mutate(undefined, {
                onSuccess: () => {
                  close();
                  onDone?.();
                },
              });
            }}
            data-testid="confirm-delete"
          >
            {t(`${what}.confirm`)}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
