import { Button, Group } from '@mantine/core';
import { IconDoorExit, IconPhoneOff } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ConfirmModal } from '#web/ui/ConfirmModal.tsx';
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
      <ConfirmModal
        opened={asking}
        title={t('leave.confirmTitle')}
        text={t('leave.confirmText')}
        confirm={t('leave.endForAll')}
        work={end}
        onConfirm={() => {
          end.mutate();
        }}
        onClose={() => {
          setAsking(false);
        }}
        focusConfirm
        testId="confirm-end"
      />
    </Group>
  );
}
