import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { likelihoodOf } from '#contracts/drawn-words';
import { emotionOf, isEmotion } from '#contracts/emotion';
import { lookOf } from '#contracts/emotion-looks';
import { decimalSeparator } from '../ui/region.ts';
import { clockText } from '#contracts/time';
import { percentText } from './percent.ts';
import { type Reading, type TimelineSegment } from './segments.ts';

type StateName = TimelineSegment['state'];

/** What charts and cards say, in the reader's language. A class that the catalogue does not know is called by its own name. */
export function useWords() {
  const { t, i18n } = useTranslation('timeline');
  const emotion = (name: string) => (isEmotion(name) ? t(`emotion.${name}`) : name);
  const letter = useCallback((name: string) => (isEmotion(name) ? t(`letter.${name}`) : lookOf(name).letter), [t]);
  const state = (name: StateName) => t(`state.${name}`);
  const percent = (share: number) => percentText(share, i18n.language);
  const clock = (ms: number, tenths = false) => clockText(ms, tenths).replace('.', decimalSeparator(i18n.language));
  const likely = (name: string, probability: number | null) =>
    probability === null ? emotion(name) : t(`likelihood.${likelihoodOf(probability)}`, { emotion: emotion(name) });
  const className = (name: string) => emotion(emotionOf(name));
  /** The probability of the label that leads; null without one. */
  const probabilityOf = (reading: Reading) => (reading.label === null ? null : (reading.scores?.get(reading.label) ?? null));
  const reading = (at: Reading) => (at.label === null ? state(at.state) : likely(at.label, probabilityOf(at)));
  return { t, emotion, letter, state, percent, likely, className, probabilityOf, reading, clock };
}
