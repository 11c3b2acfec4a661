import { type CallState } from '#contracts/call';
import { FERPLUS, seen, stretch } from '../timeline/testing.ts';
import { LiveTimeline } from './live-timeline.ts';

export const PATIENT = '11111111-1111-4111-8111-111111111111';
const HAPPINESS = 1;

/** For specs: a call in which one patient was analysed for a second. */
export function liveOf(
  patient: Partial<CallState['participants'][number]>,
  samples = [...stretch(0, 4), seen(900, HAPPINESS, 0.9)],
  classes: readonly string[] = FERPLUS,
): LiveTimeline {
  const live = new LiveTimeline({ loadHistory: () => Promise.reject(new Error('There is no server.')), clock: () => 0 });
  live.setCallState({
    id: '33333333-3333-4333-8333-333333333333',
    title: 'Call',
    status: 'live',
    nowMs: 1_000,
    startedAt: null,
    endedAt: null,
    participants: [
      {
        id: PATIENT,
        role: 'patient',
        name: 'Jana',
        presence: 'connected',
        consent: 'granted',
        consentUnconfirmed: false,
        consentStored: 'database',
        waitingSince: null,
        producers: [{ id: 'camera', source: 'camera', kind: 'video', paused: false }],
        ...patient,
      },
    ],
  });
  live.setAnalysis({ state: 'running', detail: null, classes: [...classes] });
  live.addSamples(PATIENT, samples);
  return live;
}
