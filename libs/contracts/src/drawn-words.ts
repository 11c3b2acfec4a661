import type { EmotionName, SampleState } from './emotion.ts';

/** What charts, cards and annotated videos write. */
export interface DrawnWords {
  readonly emotion: Readonly<Record<EmotionName, string>>;
  /** Why there is no estimate; `ok` before the first one, `no-data` without any sample. */
  readonly state: Readonly<Record<SampleState | 'no-data', string>>;
  /** Stands before the name of an expression. */
  readonly likelihood: Readonly<Record<Likelihood, string>>;
}

/** From which probability (0-1) each word for it is used; up to the next. The highest first. */
export const LIKELIHOOD_FROM = { veryLikely: 0.8, likely: 0.55, possibly: 0 } as const;
export type Likelihood = keyof typeof LIKELIHOOD_FROM;

/** The word for how sure an estimate of this probability (0-1) is. */
export function likelihoodOf(probability: number): Likelihood {
  if (probability >= LIKELIHOOD_FROM.veryLikely) return 'veryLikely';
  return probability >= LIKELIHOOD_FROM.likely ? 'likely' : 'possibly';
}

/** One table per language for all that draw them and for the query that reads them. The catalogue `timeline` of the web app says the same. */
export const DRAWN_WORDS = {
  en: {
    emotion: {
      neutral: 'neutral',
      happiness: 'happiness',
      surprise: 'surprise',
      sadness: 'sadness',
      anger: 'anger',
      disgust: 'disgust',
      fear: 'fear',
      contempt: 'contempt',
    },
    state: {
      ok: 'no estimate yet',
      uncertain: 'uncertain',
      'no-face': 'no face',
      'several-faces': 'several faces',
      'poor-light': 'poor light',
      'too-small': 'too far away',
      paused: 'paused',
      'no-data': 'no estimate',
    },
    likelihood: { veryLikely: 'very likely', likely: 'likely', possibly: 'possibly' },
  },
  cs: {
    emotion: {
      neutral: 'neutrální výraz',
      happiness: 'radost',
      surprise: 'překvapení',
      sadness: 'smutek',
      anger: 'hněv',
      disgust: 'odpor',
      fear: 'strach',
      contempt: 'pohrdání',
    },
    state: {
      ok: 'zatím bez odhadu',
      uncertain: 'nejisté',
      'no-face': 'žádná tvář',
      'several-faces': 'více tváří',
      'poor-light': 'špatné světlo',
      'too-small': 'příliš daleko',
      paused: 'pozastaveno',
      'no-data': 'bez odhadu',
    },
    likelihood: { veryLikely: 'velmi pravděpodobně', likely: 'pravděpodobně', possibly: 'možná' },
  },
} as const satisfies Record<'en' | 'cs', DrawnWords>;
