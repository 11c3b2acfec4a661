import { Button, Group, Menu, Modal, Stack, Text } from '@mantine/core';
import { IconDots, IconLinkOff, IconRefresh, IconUser } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type CallView } from '#contracts/rest';
import { type InvitationChange, useChangeInvitation } from '../api/calls.ts';
import { ErrorMessage } from '../ui/ErrorMessage.tsx';

/** A new link, a link for one person, or none: each says that the link of before stops. */
export function InvitationChoices({ call }: { call: CallView }) {
  const { t } = useTranslation('home');
  const [asking, setAsking] = useState<InvitationChange | null>(null);
  const change = useChangeInvitation(call.id);
  const ask = (what: InvitationChange) => () => {
    change.reset();
    setAsking(what);
  };
  if (call.invitationPath === null) {
    return (
      <Stack gap="xs">
        <Group gap="xs" justify="space-between">
          <Text size="sm" c="dimmed">
            {t('invitation.none')}
          </Text>
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<IconRefresh size={16} />}
            loading={change.isPending}
            onClick={() => {
              change.mutate('renew');
            }}
            data-testid="renew-link"
          >
            {t('invitation.renew')}
          </Button>
        </Group>
        <ErrorMessage error={change.error} />
      </Stack>
    );
  }
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <Button variant="subtle" color="gray" size="compact-sm" leftSection={<IconDots size={16} />} data-testid="link-choices">
            {t('invitation.change')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconRefresh size={16} />} onClick={ask('renew')} data-testid="renew-link">
            {t('invitation.renew')}
          </Menu.Item>
          <Menu.Item leftSection={<IconUser size={16} />} onClick={ask('renewForOne')} data-testid="renew-for-one">
            {t('invitation.renewForOne')}
          </Menu.Item>
          <Menu.Item color="red.8" leftSection={<IconLinkOff size={16} />} onClick={ask('revoke')} data-testid="revoke-link">
            {t('invitation.revoke')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Modal
        opened={asking !== null}
        onClose={() => {
          setAsking(null);
        }}
        title={asking === null ? '' : t(`invitation.${asking}`)}
        closeButtonProps={{ 'aria-label': t('common:close') }}
      >
        {asking !== null && (
          <Stack gap="md">
            <Text>{t(`invitation.${asking}Text`)}</Text>
            <ErrorMessage error={change.error} />
            <Group justify="flex-end">
              <Button
                variant="default"
                onClick={() => {
                  setAsking(null);
                }}
              >
                {t('common:cancel')}
              </Button>
              <Button
                color={asking === 'revoke' ? 'red.8' : undefined}
                loading={change.isPending}
                onClick={() => {
                  change.mutate(asking, {
                    onSuccess: () => {
                      setAsking(null);
                    },
                  });
                }}
                data-autofocus
                data-testid="confirm-link"
              >
                {t(`invitation.${asking}`)}
              </Button>
            </Group>
          </Stack>
        )}
      </Modal>
    </>
  );
}
