import { Button } from '@mantine/core';
import { IconVolume } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type LocalMedia } from '../../devices/local-media.ts';
import { type CallClient } from '../call-client.ts';
import { useStore } from '../../ui/use-store.ts';

type WithSink = HTMLAudioElement & { setSinkId?: (id: string) => Promise<void> };

function Sound({
  track,
  speakerId,
  onBlocked,
}: {
  track: MediaStreamTrack;
  speakerId: string | null;
  onBlocked: (audio: HTMLAudioElement) => void;
}) {
  const audio = useRef<WithSink>(null);
  useEffect(() => {
    const element = audio.current;
    if (element === null) return;
    element.srcObject = new MediaStream([track]);
    element.play().catch((error: unknown) => {
      if (error instanceof DOMException && error.name === 'NotAllowedError') onBlocked(element);
    });
  }, [track, onBlocked]);
  useEffect(() => {
    // A speaker that is gone leaves the system's own.
    if (speakerId !== null) audio.current?.setSinkId?.(speakerId).catch(() => undefined);
  }, [speakerId]);
  return <audio ref={audio} autoPlay />;
}

/** Everybody's sound. Browsers want one click before a page may be heard; then a button asks for it. */
export function RemoteAudio({ client, media }: { client: CallClient; media: LocalMedia }) {
  const { t } = useTranslation('call');
  const tracks = useStore(client.state, ({ tracks }) => tracks);
  const chosen = useStore(media.state, ({ chosen }) => chosen);
  const [blocked, setBlocked] = useState<HTMLAudioElement | null>(null);
  return (
    <>
      {Object.entries(tracks).map(
        ([id, { microphone }]) => microphone && <Sound key={id} track={microphone} speakerId={chosen.speaker} onBlocked={setBlocked} />,
      )}
      {blocked && (
        <Button
          leftSection={<IconVolume size={18} />}
          onClick={() => {
            void blocked.play().then(() => {
              setBlocked(null);
            });
          }}
          data-testid="allow-sound"
        >
          {t('turnOnSound')}
        </Button>
      )}
    </>
  );
}
