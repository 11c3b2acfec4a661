import { useTranslation } from 'react-i18next';
import { type RecordingView } from '#contracts/recording';
import { ConfirmModal } from '#web/ui/ConfirmModal.tsx';
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
    <ConfirmModal
      opened={opened}
      title={t(`${what}.title`)}
      text={t(`${what}.text`, { title: recording.title })}
      confirm={t(`${what}.confirm`)}
      work={work}
      onConfirm={() => {
        work.mutate(undefined, {
          onSuccess: () => {
            close();
            onDone?.();
          },
        });
      }}
      onClose={close}
      testId="confirm-delete"
    />
  );
}
