import { Button, Group, Loader, Stack, Text, Title } from '@mantine/core';
import { IconDoorExit, IconSettings } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DevicesModal } from '../devices/DevicesModal.tsx';
import { ProblemNotice } from '../devices/ProblemNotice.tsx';
import { type LocalMedia } from '../devices/local-media.ts';
import { type CallClient } from '../call/call-client.ts';
import { focusOnArrival } from '../ui/focus-on-arrival.ts';
import { pick, useStore } from '../ui/use-store.ts';
import { PlainLayout } from '../ui/PlainLayout.tsx';
import { Preview } from './Preview.tsx';
import { Steps } from './Steps.tsx';

/** Step 3: until the clinician opens the door. */
export function WaitingStep({ client, media, clinicianName }: { client: CallClient; media: LocalMedia; clinicianName: string }) {
  const { t } = useTranslation('join');
  const { online, sentBack } = useStore(client.state, pick('online', 'sentBack'));
  const [testing, setTesting] = useState(false);
  return (
    <PlainLayout>
      <Steps step="waiting" />
      <Stack gap="md" data-testid="waiting">
        <Group gap="sm" wrap="nowrap" align="flex-start">
          <div>
            <Title order={1} tabIndex={-1} ref={focusOnArrival}>
              {t('waiting.title')}
            </Title>
            <Text c="dimmed" role="status">
              {online ? t(sentBack ? 'waiting.sentBack' : 'waiting.text', { name: clinicianName }) : t('waiting.offline')}
            </Text>
          </div>
          <Loader ml="auto" mt="xs" aria-hidden />
        </Group>
        <Preview media={media} />
        <ProblemNotice media={media} />
        <Group justify="space-between">
          <Button
            variant="default"
            leftSection={<IconSettings size={18} />}
            onClick={() => {
              setTesting(true);
            }}
          >
            {t('waiting.test')}
          </Button>
          <Button
            variant="subtle"
            color="gray"
            leftSection={<IconDoorExit size={18} />}
            onClick={() => {
              void client.leave();
            }}
            data-testid="leave"
          >
            {t('waiting.leave')}
          </Button>
        </Group>
      </Stack>
      <DevicesModal
        media={media}
        opened={testing}
        onClose={() => {
          setTesting(false);
        }}
      />
    </PlainLayout>
  );
}
