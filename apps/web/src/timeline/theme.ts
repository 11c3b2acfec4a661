import { type EmotionName } from '#contracts/emotion';

export type Scheme = 'light' | 'dark';
export type PatternName = 'plain' | 'dots' | 'vertical' | 'horizontal' | 'slash' | 'backslash' | 'grid' | 'zigzag';

export interface EmotionStyle {
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

/** Everything a chart draws with, light and dark: the one theme file of all canvases. */
export interface ChartTheme {
  readonly scheme: Scheme;
  readonly ink: string;
  readonly faint: string;
  readonly grid: string;
  readonly paper: string;
  readonly hatch: string;
  readonly accent: string;
  readonly selection: string;
  readonly marker: string;
  /** Speaking turns, by the row of the speaker. */
  readonly turns: readonly string[];
  readonly font: string;
}

/** Okabe & Ito's colours, with a letter and a pattern each, so that no class is told by colour alone. Same in both schemes. */
export const EMOTION_STYLES: Record<EmotionName, EmotionStyle> = {
  neutral: { colour: '#8A8F98', ink: '#14171c', mark: '#8A8F98', letter: 'N', pattern: 'plain' },
  happiness: { colour: '#E69F00', ink: '#2b1d00', mark: '#a87300', letter: 'H', pattern: 'dots' },
  surprise: { colour: '#56B4E9', ink: '#06283d', mark: '#2c86ba', letter: 'Su', pattern: 'vertical' },
  sadness: { colour: '#0072B2', ink: '#ffffff', mark: '#3d9ad1', letter: 'Sa', pattern: 'horizontal' },
  anger: { colour: '#D55E00', ink: '#1c0c00', mark: '#9c4400', letter: 'A', pattern: 'slash' },
  disgust: { colour: '#009E73', ink: '#00170f', mark: '#00694d', letter: 'D', pattern: 'backslash' },
  fear: { colour: '#CC79A7', ink: '#300c20', mark: '#964a76', letter: 'F', pattern: 'grid' },
  contempt: { colour: '#F0E442', ink: '#2e2b00', mark: '#9d9415', letter: 'C', pattern: 'zigzag', outline: '#5c5608' },
};

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif';

const LIGHT: ChartTheme = {
  scheme: 'light', ink: '#1f2933', faint: '#5b6672', grid: 'rgba(31, 41, 51, 0.14)', paper: '#ffffff', hatch: '#aeb6bf',
  accent: '#0b6b62', selection: 'rgba(11, 107, 98, 0.16)', marker: '#8a1c4a', turns: ['#0b6b62', '#6b5aa8', '#8a6d3b', '#4a6b2f'], font: FONT,
};
const DARK: ChartTheme = {
  scheme: 'dark', ink: '#e6eaee', faint: '#a3adb8', grid: 'rgba(230, 234, 238, 0.16)', paper: '#1b1f24', hatch: '#59636e',
  accent: '#53b1a6', selection: 'rgba(83, 177, 166, 0.24)', marker: '#f08fb8', turns: ['#53b1a6', '#b3a5e6', '#d6b67c', '#9cc27a'], font: FONT,
};

export function chartTheme(scheme: Scheme): ChartTheme {
  return scheme === 'dark' ? DARK : LIGHT;
}
