import { useTranslation } from 'react-i18next';
import { EMOTIONS, emotionOf, type EmotionName } from '#contracts/emotion';
import { decimalSeparator } from '../ui/region.ts';
import { clockText, percentText } from './clock.ts';
import { type Reading, type TimelineSegment } from './segments.ts';

/** How sure the words sound: the estimate's probability in three steps. */
export function likelihood(probability: number): 'veryLikely' | 'likely' | 'possibly' {
  if (probability >= 0.8) return 'veryLikely';
  return probability >= 0.55 ? 'likely' : 'possibly';
}

type StateName = TimelineSegment['state'];

/** A model's class name in the reader's language; unknown names stay as they are. */
export function useWords() {
  const { t, i18n } = useTranslation('timeline');
  const emotion = (name: EmotionName) => t(`emotion.${name}`);
  const state = (name: StateName) => t(`state.${name}`);
  const percent = (share: number) => percentText(share, i18n.language);
  const clock = (ms: number, tenths = false) => clockText(ms, tenths).replace('.', decimalSeparator(i18n.language));
  const likely = (name: EmotionName, probability: number | null) =>
    probability === null ? emotion(name) : t(`likelihood.${likelihood(probability)}`, { emotion: emotion(name) });
  const className = (name: string) => {
    try {
      return emotion(emotionOf(name));
    } catch {
      return name;
    }
  };
  /** The probability of the label that leads; null without one. */
  const probabilityOf = (reading: Reading) => (reading.label === null ? null : (reading.scores?.[EMOTIONS.indexOf(reading.label)] ?? null));
  const reading = (at: Reading) => (at.label === null ? state(at.state) : likely(at.label, probabilityOf(at)));
  return { t, emotion, state, percent, likely, className, probabilityOf, reading, clock };
}
