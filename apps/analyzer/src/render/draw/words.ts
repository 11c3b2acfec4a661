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

/** `0:05`, `1:02:03`. */
export function clock(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / 1_000);
  const [hours, minutes] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
