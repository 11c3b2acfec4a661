import { AVCOL_SPC_BT709, AVCOL_SPC_UNSPECIFIED, type AVColorSpace } from 'node-av/constants';
import type { EmotionName } from '#contracts/emotion';
import type { Colour } from './canvas.ts';

/** Okabe & Ito's colours with the letters of the charts; `ink` is drawn over the colour. */
export const EMOTION_LOOKS: Record<EmotionName, { colour: string; ink: string; letter: string; word: string }> = {
  neutral: { colour: '#8A8F98', ink: '#14171c', letter: 'N', word: 'neutral' },
  happiness: { colour: '#E69F00', ink: '#2b1d00', letter: 'H', word: 'happiness' },
  surprise: { colour: '#56B4E9', ink: '#06283d', letter: 'Su', word: 'surprise' },
  sadness: { colour: '#0072B2', ink: '#ffffff', letter: 'Sa', word: 'sadness' },
  anger: { colour: '#D55E00', ink: '#1c0c00', letter: 'A', word: 'anger' },
  disgust: { colour: '#009E73', ink: '#00170f', letter: 'D', word: 'disgust' },
  fear: { colour: '#CC79A7', ink: '#300c20', letter: 'F', word: 'fear' },
  contempt: { colour: '#F0E442', ink: '#2e2b00', letter: 'C', word: 'contempt' },
};

/** Of the panel below the picture and the chips beside the boxes. */
export const PANEL = '#15181c';
export const INK = '#f2f4f6';
export const FAINT = '#a9b2bb';
export const HATCH = '#565e67';
/** Boxes without an estimate. */
export const NO_ESTIMATE = '#d4d8dc';

/** Which of the two matrices players use for a picture: what it says, or else what its height suggests. */
export const matrixOf = (space: AVColorSpace, height: number): 'bt709' | 'bt601' =>
  space === AVCOL_SPC_BT709 || (space === AVCOL_SPC_UNSPECIFIED && height >= 720) ? 'bt709' : 'bt601';

/** `#rrggbb` in limited range (BT.601, BT.709). */
export function yuv(hex: string, matrix: 'bt709' | 'bt601'): Colour {
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255) as [number, number, number];
  const [kr, kb] = matrix === 'bt709' ? [0.2126, 0.0722] : [0.299, 0.114];
  const y = kr * r + (1 - kr - kb) * g + kb * b;
  return { y: Math.round(16 + 219 * y), u: Math.round(128 + (112 * (b - y)) / (1 - kb)), v: Math.round(128 + (112 * (r - y)) / (1 - kr)) };
}
