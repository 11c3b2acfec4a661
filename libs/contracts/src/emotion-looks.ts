import { type EmotionName, isEmotion } from './emotion.ts';

export type PatternName = 'plain' | 'dots' | 'vertical' | 'horizontal' | 'slash' | 'backslash' | 'grid' | 'zigzag' | 'cross';

/** How a class looks wherever it is drawn: charts, annotated videos, exports. Colours as `#rrggbb`. */
export interface EmotionLook {
  readonly colour: string;
  /** Drawn over the colour: letters. At least 4.5:1 against it. */
  readonly ink: string;
  /** The pattern's strokes: close to the colour, so that the pattern tells classes apart without shouting. */
  readonly mark: string;
  readonly letter: string;
  readonly pattern: PatternName;
  /** An edge for colours that vanish on the background. */
  readonly outline?: string;
}

/** Okabe & Ito's colours, with a letter and a pattern each, so that no class is told by colour alone. Same in both schemes. */
export const EMOTION_LOOKS: Readonly<Record<EmotionName, EmotionLook>> = {
  neutral: { colour: '#8A8F98', ink: '#14171c', mark: '#8A8F98', letter: 'N', pattern: 'plain' },
  happiness: { colour: '#E69F00', ink: '#2b1d00', mark: '#a87300', letter: 'H', pattern: 'dots' },
  surprise: { colour: '#56B4E9', ink: '#06283d', mark: '#2c86ba', letter: 'Su', pattern: 'vertical' },
  sadness: { colour: '#0072B2', ink: '#ffffff', mark: '#3d9ad1', letter: 'Sa', pattern: 'horizontal' },
  anger: { colour: '#D55E00', ink: '#1c0c00', mark: '#9c4400', letter: 'A', pattern: 'slash' },
  disgust: { colour: '#009E73', ink: '#00170f', mark: '#00694d', letter: 'D', pattern: 'backslash' },
  fear: { colour: '#CC79A7', ink: '#300c20', mark: '#964a76', letter: 'F', pattern: 'grid' },
  contempt: { colour: '#F0E442', ink: '#2e2b00', mark: '#9d9415', letter: 'C', pattern: 'zigzag', outline: '#5c5608' },
};

const OTHER = { colour: '#C4C8CE', ink: '#14171c', mark: '#9499a2', pattern: 'cross', outline: '#5b616b' } as const;

/** How a class looks by the name that people see; one that is not in `EMOTIONS` is grey, with the first two letters of its name. */
export function lookOf(name: string): EmotionLook {
  if (isEmotion(name)) return EMOTION_LOOKS[name];
  const [first = '?', second = ''] = name;
  return { ...OTHER, letter: first.toUpperCase() + second };
}
