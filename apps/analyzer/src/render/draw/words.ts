import { DRAWN_WORDS } from '#contracts/drawn-words';
import type { SampleState } from '#contracts/emotion';
import type { FaceMoment } from '../face-moments.ts';

/** Said once in every annotated video. */
export const NOTICE = 'Estimates of facial expression';

/** Why there is no estimate. */
export const STATE_WORDS: Readonly<Record<SampleState, string>> = DRAWN_WORDS.en.state;

/** Where nothing was analysed at all. */
export const NO_SAMPLE = DRAWN_WORDS.en.state['no-data'];

export const stateWords = (moment: FaceMoment | null) => (moment === null ? NO_SAMPLE : STATE_WORDS[moment.state]);

export const percent = (probability: number) => `${Math.round(probability * 100)} %`;
