import { Alert, Group, Loader, Paper, Text } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useSentence } from '#web/ui/sentence.ts';
import classes from './call.module.css';
import { MutedNotice } from '../devices/MutedNotice.tsx';
import { ProblemNotice } from '../devices/ProblemNotice.tsx';
import { type LocalMedia } from '../devices/local-media.ts';
import { SharingNotice } from './SharingNotice.tsx';
import { type CallClient } from './call-client.ts';
import { RemoteAudio } from './tiles/RemoteAudio.tsx';
import { pick, useStore } from '../ui/use-store.ts';

/** What needs attention, over the upper edge of the picture: connection, devices, sound, who waits. */
export function Notices({ client, media, children }: { client: CallClient; media: LocalMedia; children?: ReactNode }) {
  const { t } = useTranslation('call');
  const sentence = useSentence();
  const { online, flowing, mediaError } = useStore(client.state, pick('online', 'flowing', 'mediaError'));
  return (
    <div className={classes['notices']}>
      {(!online || !flowing) && (
        <Paper p="sm" shadow="md" role="status" data-testid="reconnecting">
          <Group gap="sm" wrap="nowrap">
            <Loader size="sm" />
            <Text size="sm">{t(online ? 'mediaLost' : 'reconnecting')}</Text>
          </Group>
        </Paper>
      )}
      {online && mediaError !== null && (
        <Alert color="red" icon={<IconPlugConnectedX />} title={t('noMedia')} role="alert">
          {sentence(mediaError)}
        </Alert>
      )}
      <SharingNotice media={media} />
      {children}
      <ProblemNotice media={media} />
      <MutedNotice media={media} />
      <RemoteAudio client={client} media={media} />
    </div>
  );
}
