import { type useWords } from '../timeline/words.ts';
import { type Indicator } from './indicator.ts';

const REASON_WORDS = {
  'no-consent': 'card.noConsent',
  away: 'card.away',
  'camera-off': 'card.cameraOff',
  analysis: 'state.paused',
  waiting: 'card.waiting',
  stale: 'card.stale',
} as const;

/** Why an indicator shows no estimate, in words. */
export function quietText(words: ReturnType<typeof useWords>, { reason, state }: Indicator): string {
  return reason === null ? words.state(state) : words.t(REASON_WORDS[reason]);
}
