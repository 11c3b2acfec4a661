import { ActionIcon, Menu } from '@mantine/core';
import { IconDoor, IconDotsVertical, IconUserX } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type ParticipantView } from '#contracts/call';
import { ConfirmModal } from '#web/ui/ConfirmModal.tsx';
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
      <ConfirmModal
        opened={asking}
        title={t('person.confirmTitle', { name })}
        text={t('person.confirmText')}
        confirm={t('person.remove')}
        work={act}
        onConfirm={() => {
          act.mutate('remove');
        }}
        onClose={() => {
          setAsking(false);
        }}
        focusConfirm
        testId="confirm-remove"
      />
    </>
  );
}
