import { ActionIcon, Button, Group, Menu, Modal, Stack, Text } from '@mantine/core';
import { IconDoor, IconDotsVertical, IconUserX } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ParticipantView } from '#contracts/call';
import { ErrorMessage } from '#web/ui/ErrorMessage.tsx';
import { type CallClient } from '../call-client.ts';
import classes from './tiles.module.css';

/** What a clinician can do about somebody in the call: back to the waiting room, or out. Removing is asked twice: it cannot be taken back. */
export function PersonMenu({ client, participant }: { client: CallClient; participant: ParticipantView }) {
  const { t } = useTranslation('call');
  const { id, name } = participant;
  const [asking, setAsking] = useState(false);
  const act = useMutation({
    mutationFn: (what: 'sendBack' | 'remove') => client.ask(what, { participantId: id }),
    onSuccess: () => {
      setAsking(false);
    },
  });
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon
            className={classes['menu']}
            variant="default"
            size="lg"
            aria-label={t('person.menu', { name })}
            data-testid="person-menu"
          >
            <IconDotsVertical size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconDoor size={16} />}
            onClick={() => {
              act.mutate('sendBack');
            }}
            data-testid="send-back"
          >
            {t('person.sendBack')}
          </Menu.Item>
          <Menu.Item
            color="red.8"
            leftSection={<IconUserX size={16} />}
            onClick={() => {
              act.reset();
              setAsking(true);
            }}
            data-testid="remove"
          >
            {t('person.remove')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={asking}
        onClose={() => {
          setAsking(false);
        }}
        title={t('person.confirmTitle', { name })}
        closeButtonProps={{ 'aria-label': t('common:close') }}
      >
        <Stack gap="md">
          <Text>{t('person.confirmText')}</Text>
          <ErrorMessage error={act.error} />
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
              loading={act.isPending}
              onClick={() => {
                act.mutate('remove');
              }}
              data-autofocus
              data-testid="confirm-remove"
            >
              {t('person.remove')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
