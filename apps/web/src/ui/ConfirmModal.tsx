import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ErrorMessage } from './ErrorMessage.tsx';

interface Props {
  opened: boolean;
  title: string;
  /** What happens, and that it cannot be undone where it cannot. */
  text: string;
  confirm: string;
  /** The way back; "Cancel" unless that could be mistaken for the deed. */
  keep?: string;
  work: { error: Error | null; isPending: boolean };
  onConfirm: () => void;
  onClose: () => void;
  /** Enter confirms: for what is asked for often, and harms nothing that is stored. */
  focusConfirm?: boolean;
  testId: string;
}

/** Says what is about to happen, and asks once more. */
export function ConfirmModal({ opened, title, text, confirm, keep, work, onConfirm, onClose, focusConfirm = false, testId }: Props) {
  const { t } = useTranslation();
  return (
    <Modal opened={opened} onClose={onClose} title={title} centered closeButtonProps={{ 'aria-label': t('close') }}>
      <Stack gap="md">
        <Text size="sm">{text}</Text>
        <ErrorMessage error={work.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus={focusConfirm ? undefined : true}>
            {keep ?? t('cancel')}
          </Button>
          <Button
            color="red.8"
            loading={work.isPending}
            onClick={onConfirm}
            data-autofocus={focusConfirm ? true : undefined}
            data-testid={testId}
          >
            {confirm}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
