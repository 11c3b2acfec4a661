import { useEffect, useMemo } from 'react';
import { type CallState } from '#contracts/call';
import { loadTimeline } from '../timeline/load-timeline.ts';
import { useWords } from '../timeline/words.ts';
import { indicatorOf } from './indicator.ts';
import { type LiveSocket } from './live-socket.ts';
import { LiveTimeline } from './live-timeline.ts';

/**
 * The live timeline of a call, for a clinician. The result is the same object as long as the call is; the cards, lists and strips
 * that get it subscribe by themselves. `socket` and `callState` may be null until they are there.
 */
export function useLiveTimeline(socket: LiveSocket | null, callState: CallState | null, callId: string): LiveTimeline {
  const words = useWords();
  const live = useMemo(() => new LiveTimeline({ loadHistory: () => loadTimeline(callId) }), [callId]);

  useEffect(() => (socket === null ? undefined : live.attach(socket)), [live, socket]);

  useEffect(() => {
    if (callState !== null && callState.id === callId) live.setCallState(callState);
  }, [live, callState, callId]);

  useEffect(() => {
    live.setDescription(() => {
      const analysed = live.callState?.participants.filter(({ role, consent }) => role !== 'clinician' && consent === 'granted') ?? [];
      if (analysed.length === 0) return words.t('announce.none');
      return analysed
        .map(({ id, name }) => {
          const now = indicatorOf(live, id);
          const reading = now.label === null ? words.state(now.state) : words.likely(now.label, now.probability);
          return words.t('announce.label', { name, reading, coverage: words.percent(now.coverage ?? 0) });
        })
        .join(' ');
    });
  });

  return live;
}
