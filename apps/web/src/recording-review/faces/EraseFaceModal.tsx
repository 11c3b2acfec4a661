import { useTranslation } from 'react-i18next';
import { type RecordedFace } from '#contracts/recording';
import { useEraseFace } from '#web/recordings/api.ts';
import { ConfirmModal } from '#web/ui/ConfirmModal.tsx';

interface Props {
  recordingId: string;
  face: RecordedFace;
  name: string;
  opened: boolean;
  onClose: () => void;
}

/** Says what is lost for good before a face is erased. */
export function EraseFaceModal({ recordingId, face, name, opened, onClose }: Props) {
  const { t } = useTranslation('recordingReview');
  const erase = useEraseFace(recordingId);
  return (
    <ConfirmModal
      opened={opened}
      title={t('erase.title', { name })}
      text={t('erase.text')}
      confirm={t('erase.confirm')}
      work={erase}
      onConfirm={() => {
        erase.mutate(face.number, { onSuccess: onClose });
      }}
      onClose={onClose}
      testId="confirm-erase"
    />
  );
}
