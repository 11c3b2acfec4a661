import type { SampleState } from '#contracts/emotion';
import type { FaceMoment } from '../face-moments.ts';

/** Said once in every annotated video. */
export const NOTICE = 'Estimates of facial expression';

/** Why there is no estimate. */
export const STATE_WORDS: Record<SampleState, string> = {
  ok: 'no estimate yet',
  uncertain: 'uncertain',
  'no-face': 'no face',
  'several-faces': 'several faces',
  'poor-light': 'poor light',
  'too-small': 'too far away',
  paused: 'paused',
};

/** Where nothing was analysed at all. */
export const NO_SAMPLE = 'no estimate';

export const stateWords = (moment: FaceMoment | null) => (moment === null ? NO_SAMPLE : STATE_WORDS[moment.state]);

export const percent = (probability: number) => `${Math.round(probability * 100)} %`;
