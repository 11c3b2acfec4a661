import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { explanation } from '#contracts/recording';
import { request } from '../../api/client.ts';
import { type TimelineView } from '../../timeline/view.ts';
import { Explainer, type Explained } from './explainer.ts';
import { type FaceSamples } from '../player/face-samples.ts';

const OFF: Explained = { kind: 'off' };
const never = () => () => undefined;
const off = () => OFF;

/** Asks the server what an estimate of this recording rests on. Null where nothing has been estimated. */
export function useExplainer(
  recordingId: string,
  view: TimelineView,
  faces: FaceSamples | null,
): { explainer: Explainer | null; explained: Explained } {
  const explainer = useMemo(
    () =>
      faces === null
        ? null
        : new Explainer(view, faces, (participantId, atMs, signal) => {
            const query = new URLSearchParams({ participantId, atMs: String(atMs) });
            return request(explanation, `/api/recordings/${recordingId}/explanation?${query.toString()}`, { signal });
          }),
    [recordingId, view, faces],
  );
  useEffect(
    () => () => {
      explainer?.dismiss();
    },
    [explainer],
  );
  return { explainer, explained: useSyncExternalStore(explainer?.subscribe ?? never, explainer?.getState ?? off) };
}
