import { useTranslation } from 'react-i18next';
import { clockText } from '#contracts/time';
import { useSentence } from '#web/ui/sentence.ts';
import { notify } from '#web/ui/notify.ts';
import { type CallClient } from '../call-client.ts';

/** Marks this moment of the call; says when it is done, or why it could not be. */
export function useAddMarker(client: CallClient): () => void {
  const { t } = useTranslation('call');
  const sentence = useSentence();
  return () => {
    client.ask('addMarker', {}).then(
      ({ atMs }) => {
        notify({ id: 'marker', color: 'accent', autoClose: 2_000, message: t('markerAdded', { time: clockText(atMs) }) });
      },
      (error: unknown) => {
        notify({ id: 'marker', color: 'red', message: sentence(error) });
      },
    );
  };
}
