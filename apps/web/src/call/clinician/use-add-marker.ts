import { useTranslation } from 'react-i18next';
import { clockText } from '#web/ui/clock.ts';
import { useSentence } from '#web/ui/sentence.ts';
import { notify } from '#web/ui/notify.ts';
import { type RoomClient } from '../room-client.ts';

/** Marks this moment of the call; says when it is done, or why it could not be. */
export function useAddMarker(room: RoomClient): () => void {
  const { t } = useTranslation('call');
  const sentence = useSentence();
  return () => {
    room.ask('addMarker', {}).then(
      ({ atMs }) => {
        notify({ id: 'marker', color: 'accent', autoClose: 2_000, message: t('markerAdded', { time: clockText(atMs) }) });
      },
      (error: unknown) => {
        notify({ id: 'marker', color: 'red', message: sentence(error) });
      },
    );
  };
}
