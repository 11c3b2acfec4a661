import { Avatar, Center, Stack, Text } from '@mantine/core';
import { type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type ParticipantView } from '#contracts/call';
import { qualityWord } from '../quality.ts';
import { type RemoteTracks } from '../receiver.ts';
import { type CallClient } from '../call-client.ts';
import { pick, useStore } from '../../ui/use-store.ts';
import { ConsentChip } from './ConsentChip.tsx';
import { NameTag } from './NameTag.tsx';
import { PersonMenu } from './PersonMenu.tsx';
import classes from './tiles.module.css';
import { VideoTrack } from '../../devices/VideoTrack.tsx';

interface Props {
  client: CallClient;
  participant: ParticipantView;
  tracks: RemoteTracks;
  testId?: string;
  /** One more line on the name tag. */
  note?: ReactNode;
}

/** Another participant: their picture or why there is none, their name, microphone, connection. */
export function RemoteTile({ client, participant, tracks, testId, note }: Props) {
  const { t } = useTranslation('call');
  const { id } = participant;
  const { speaking, level, quality } = useStore(client.signals, ({ activeSpeakerId, levels, quality: all }) => ({
    speaking: activeSpeakerId === id,
    level: levels[id],
    quality: all[id],
  }));
  const { online, role } = useStore(client.state, pick('online', 'role'));
  const sends = (source: 'camera' | 'microphone') =>
    participant.producers.some((producer) => producer.source === source && !producer.paused);
  const byDevice = (source: 'camera' | 'microphone') =>
    participant.producers.some((producer) => producer.source === source && producer.byDevice === true);
  const away = participant.presence === 'away' || !online;
  const word = away ? 'lost' : qualityWord(quality);
  return (
    <div className={classes['tile']} data-speaking={speaking} data-testid="tile">
      {tracks.camera && sends('camera') ? (
        <VideoTrack track={tracks.camera} label={t('pictureOf', { name: participant.name })} testId={testId} />
      ) : (
        <Center h="100%">
          <Stack align="center" gap="xs">
            <Avatar size={96} radius="50%" color="accent" variant="filled" name={participant.name} aria-hidden />
            <Text size="sm">
              {away
                ? t(online ? 'awayText' : 'reconnecting', { name: participant.name })
                : sends('camera')
                  ? t('pictureComes')
                  : byDevice('camera')
                    ? t('mutedByDevice.theirCamera', { name: participant.name })
                    : t('cameraIsOff')}
            </Text>
          </Stack>
        </Center>
      )}
      {role === 'clinician' && participant.role !== 'clinician' && <PersonMenu client={client} participant={participant} />}
      {role === 'clinician' && participant.role !== 'clinician' && <ConsentChip participant={participant} />}
      <NameTag name={participant.name} muted={!sends('microphone')} level={level} quality={word}>
        {byDevice('microphone') && (
          <Text size="xs" role="status" data-testid="tile-muted">
            {t('mutedByDevice.theirMicrophone', { name: participant.name })}
          </Text>
        )}
        {note}
      </NameTag>
    </div>
  );
}
