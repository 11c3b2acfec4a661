import { type ReactNode } from 'react';
import { type ParticipantView } from '#contracts/call';
import { useTranslation } from 'react-i18next';
import { type CallClient } from '../call-client.ts';
import { pick, useStore } from '../../ui/use-store.ts';
import { RemoteTile } from './RemoteTile.tsx';
import classes from './tiles.module.css';
import { VideoTrack } from '../../devices/VideoTrack.tsx';

interface Props {
  client: CallClient;
  /** Shown while nobody else is here. */
  empty: ReactNode;
  /** One more line for a participant's name tag. */
  note?: (participant: ParticipantView) => ReactNode;
  children?: ReactNode;
}

/** Everybody else in the call; a shared screen takes the place of the faces, which move aside. */
export function Stage({ client, empty, note, children }: Props) {
  const { t } = useTranslation('call');
  const { call, selfId, tracks } = useStore(client.state, pick('call', 'selfId', 'tracks'));
  const others = (call?.participants ?? []).filter(
    ({ id, presence }) => id !== selfId && (presence === 'connected' || presence === 'away'),
  );
  const sharing = others.find(({ id }) => tracks[id]?.screen !== undefined);
  const screen = sharing && tracks[sharing.id]?.screen;
  const tiles = others.map((participant, index) => (
    <RemoteTile
      key={participant.id}
      client={client}
      participant={participant}
      tracks={tracks[participant.id] ?? {}}
      note={note?.(participant)}
      testId={index === 0 ? 'remote-video' : `remote-video-${String(index)}`}
    />
  ));
  return (
    <div className={classes['stage']} data-layout={screen ? 'screen' : others.length <= 1 ? 'one' : 'grid'}>
      {screen && (
        <div className={classes['tile']}>
          <VideoTrack track={screen} fit="whole" label={t('screenOf', { name: sharing.name })} testId="remote-screen" />
        </div>
      )}
      {screen ? <div className={classes['aside']}>{tiles}</div> : tiles}
      {others.length === 0 && empty}
      {children}
    </div>
  );
}
