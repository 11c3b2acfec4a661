import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface Props {
  opened: boolean;
  busy: boolean;
  machineMade: boolean;
  onCancel: () => void;
  onSign: () => void;
}

export function ConfirmSign({ opened, busy, machineMade, onCancel, onSign }: Props) {
  const { t } = useTranslation('review');
  return (
    <Modal opened={opened} onClose={onCancel} title={t('note.signTitle')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <Stack gap="md">
        <Text size="sm">{machineMade ? t('note.signMachineMade') : t('note.signText')}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            {t('note.signCancel')}
          </Button>
          <Button loading={busy} onClick={onSign} data-testid="confirm-sign">
            {t('note.sign')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
