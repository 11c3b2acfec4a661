import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { type RecordedFace } from '#contracts/recording';
import { useEraseFace } from '#web/recordings/api.ts';
import { ErrorMessage } from '#web/ui/ErrorMessage.tsx';

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
    <Modal opened={opened} onClose={onClose} title={t('erase.title', { name })} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <Stack gap="md">
        <Text size="sm">{t('erase.text')}</Text>
        <ErrorMessage error={erase.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('common:cancel')}
          </Button>
          <Button
            color="red.8"
            loading={erase.isPending}
            onClick={() => {
              erase.mutate(face.number, { onSuccess: onClose });
            }}
            data-testid="confirm-erase"
          >
            {t('erase.confirm')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
