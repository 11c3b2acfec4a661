import { ActionIcon, Button, Group, Menu, Modal, Stack, TextInput } from '@mantine/core';
import { IconCalendarX, IconDots, IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type CallView } from '#contracts/rest';
import { useCancelCall, useRenameCall } from '../api/calls.ts';
import { ConfirmModal } from '../ui/ConfirmModal.tsx';
import { ErrorMessage } from '../ui/ErrorMessage.tsx';

interface Props {
  call: CallView;
  /** What the call is known by on its card. */
  name: string;
}

/** What is seldom done with a call that has not ended: another title, and calling it off while nobody has been in it. */
export function CallMenu({ call, name }: Props) {
  const { t } = useTranslation('home');
  const cancel = useCancelCall(call.id);
  const [asked, setAsked] = useState<'rename' | 'cancel' | null>(null);
  const close = () => {
    setAsked(null);
  };
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <ActionIcon size={36} variant="default" aria-label={t('menu.open', { name })} data-testid="call-menu">
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconPencil size={16} />}
            onClick={() => {
              setAsked('rename');
            }}
            data-testid="rename-call"
          >
            {t('menu.rename')}
          </Menu.Item>
          {call.status === 'open' && (
            <Menu.Item
              color="red.8"
              leftSection={<IconCalendarX size={16} />}
              onClick={() => {
                setAsked('cancel');
              }}
              data-testid="cancel-call"
            >
              {t('menu.cancel')}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={asked === 'rename'}
        onClose={close}
        title={t('menu.rename')}
        centered
        closeButtonProps={{ 'aria-label': t('common:close') }}
      >
        <RenameForm call={call} onDone={close} />
      </Modal>
      <ConfirmModal
        opened={asked === 'cancel'}
        title={t('menu.cancelTitle', { name })}
        text={t('menu.cancelText')}
        confirm={t('menu.cancel')}
        keep={t('menu.keep')}
        work={cancel}
        onConfirm={() => {
          cancel.mutate(undefined, { onSuccess: close });
        }}
        onClose={close}
        testId="confirm-cancel"
      />
    </>
  );
}

function RenameForm({ call, onDone }: { call: CallView; onDone: () => void }) {
  const { t } = useTranslation('home');
  const rename = useRenameCall(call.id);
  const [title, setTitle] = useState(call.title);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        rename.mutate(title, { onSuccess: onDone });
      }}
    >
      <Stack gap="md">
        <TextInput
          label={t('form.title')}
          description={t('form.titleHint')}
          required
          withAsterisk={false}
          maxLength={200}
          data-autofocus
          value={title}
          onChange={(event) => {
            setTitle(event.currentTarget.value);
          }}
          data-testid="call-title"
        />
        <ErrorMessage error={rename.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onDone}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" disabled={title.trim() === ''} loading={rename.isPending} data-testid="save-title">
            {t('menu.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
