import { Button, Group, Paper, Text } from '@mantine/core';
import { IconDoorEnter } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type ParticipantView } from '#contracts/call';
import { ErrorMessage } from '#web/ui/ErrorMessage.tsx';
import { type CallClient } from '../call-client.ts';

/** Somebody waits: let them in, or not. */
export function WaitingBanner({ client, participant }: { client: CallClient; participant: ParticipantView }) {
  const { t } = useTranslation('call');
  const decide = useMutation({ mutationFn: (what: 'admit' | 'deny') => client.ask(what, { participantId: participant.id }) });
  return (
    <Paper p="sm" shadow="md" role="status" data-testid="waiting-banner">
      <Group justify="space-between" gap="sm">
        <Group gap="xs" wrap="nowrap" flex="1 1 160px">
          <IconDoorEnter size={20} aria-hidden />
          <div>
            <Text fw={500}>{t('waiting.banner', { name: participant.name })}</Text>
            {participant.returns === true && (
              <Text size="sm" c="dimmed" data-testid="returns">
                {t('waiting.returns')}
              </Text>
            )}
          </div>
        </Group>
        <Group gap="xs">
          <Button
            variant="default"
            size="sm"
            disabled={decide.isPending}
            onClick={() => {
              decide.mutate('deny');
            }}
            data-testid="deny"
          >
            {t('waiting.deny')}
          </Button>
          <Button
            size="sm"
            loading={decide.isPending}
            onClick={() => {
              decide.mutate('admit');
            }}
            data-testid="admit"
          >
            {t('waiting.admit')}
          </Button>
        </Group>
      </Group>
      <ErrorMessage error={decide.error} />
    </Paper>
  );
}
