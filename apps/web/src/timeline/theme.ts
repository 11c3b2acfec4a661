export type Scheme = 'light' | 'dark';
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

const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif';

const LIGHT: ChartTheme = {
  scheme: 'light',
  ink: '#1f2933',
  faint: '#5b6672',
  grid: 'rgba(31, 41, 51, 0.14)',
  paper: '#ffffff',
  hatch: '#aeb6bf',
  accent: '#0b6b62',
  selection: 'rgba(11, 107, 98, 0.16)',
  marker: '#8a1c4a',
  turns: ['#0b6b62', '#6b5aa8', '#8a6d3b', '#4a6b2f'],
  font: FONT,
};
const DARK: ChartTheme = {
  scheme: 'dark',
  ink: '#e6eaee',
  faint: '#a3adb8',
  grid: 'rgba(230, 234, 238, 0.16)',
  paper: '#1b1f24',
  hatch: '#59636e',
  accent: '#53b1a6',
  selection: 'rgba(83, 177, 166, 0.24)',
  marker: '#f08fb8',
  turns: ['#53b1a6', '#b3a5e6', '#d6b67c', '#9cc27a'],
  font: FONT,
};

export function chartTheme(scheme: Scheme): ChartTheme {
  return scheme === 'dark' ? DARK : LIGHT;
}
