import { emotionOf } from '#contracts/emotion';
import { type Explanation } from '#contracts/recording';
import { type Activation, activationOf } from './activation.ts';

/** What an estimate rests on, as it is shown: one class's map. */
export interface ExplainedEstimate {
  /** Whose map is shown. */
  readonly label: string;
  readonly activation: Activation;
  readonly corners: Explanation['corners'];
  /** The label that is given at the place; null where there is none, as of a picture that is uncertain by itself. */
  readonly given: string | null;
  /** What the picture by itself was read as. */
  readonly own: { readonly label: string; readonly probability: number };
}

/** Whether anything in the picture spoke for the class that is shown. */
export const anythingSpoke = ({ activation }: ExplainedEstimate): boolean => activation.shares.some((share) => share > 0);

/**
 * By the map of one class.
 *
 * @param wanted else that of the given label; else, or where nothing in the picture spoke for it, that of the picture's own class
 */
export function explainedEstimate(explanation: Explanation, given: string | null, wanted?: string): ExplainedEstimate {
  const { scores, corners } = explanation;
  const names = explanation.classes.map(emotionOf);
  const best = scores.indexOf(Math.max(...scores));
  const own = { label: names[best]!, probability: scores[best]! };
  const by = (label: string) => ({ label, activation: activationOf(explanation, names.indexOf(label), best), corners, given, own });
  if (wanted !== undefined) return by(wanted);
  const first = by(given !== null && names.includes(given) ? given : own.label);
  return anythingSpoke(first) ? first : by(own.label);
}
