import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { IconDoorExit, IconPhoneOff } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorMessage } from '#web/ui/ErrorMessage.tsx';
import { type CallClient } from '../call-client.ts';

/** Leave alone, or end the call for everybody; ending is asked twice because it cannot be taken back. */
export function LeaveControls({ client }: { client: CallClient }) {
  const { t } = useTranslation('call');
  const [asking, setAsking] = useState(false);
  const end = useMutation({ mutationFn: () => client.ask('endCall', {}) });
  return (
    <Group gap="xs" wrap="nowrap" justify="flex-end">
      <Button
        variant="default"
        leftSection={<IconDoorExit size={18} />}
        onClick={() => {
          void client.leave();
        }}
        data-testid="leave"
      >
        {t('leave.leave')}
      </Button>
      <Button
        color="red.8"
        leftSection={<IconPhoneOff size={18} />}
        onClick={() => {
          setAsking(true);
        }}
        data-testid="end-call"
      >
        {t('leave.endForAll')}
      </Button>
      <Modal
        opened={asking}
        onClose={() => {
          setAsking(false);
        }}
        title={t('leave.confirmTitle')}
        closeButtonProps={{ 'aria-label': t('common:close') }}
      >
        <Stack gap="md">
          <Text>{t('leave.confirmText')}</Text>
          <ErrorMessage error={end.error} />
          <Group justify="flex-end">
            <Button
              variant="default"
              onClick={() => {
                setAsking(false);
              }}
            >
              {t('common:cancel')}
            </Button>
            <Button
              color="red.8"
              loading={end.isPending}
              onClick={() => {
                end.mutate();
              }}
              data-autofocus
              data-testid="confirm-end"
            >
              {t('leave.endForAll')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </Group>
  );
}
