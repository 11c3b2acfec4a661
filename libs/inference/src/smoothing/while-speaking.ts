import { emotionOf, type EmotionScores } from '#contracts/emotion';

/**
 * While its person speaks, a window is so many times as long: over several syllables an open mouth is one moment of many. Labels come later by a third of
 * what it is longer, which `labelLagMs` of libs/timeline knows nothing of. Chosen, as is {@link NEUTRAL_ODDS}, on faces of FER+'s validation split with
 * moved mouths (`npm run bench -- talking --data DIR`), never on the test split.
 */
export const WINDOW_TIMES = 2;
/** How much likelier neutral is against each other class, given the same picture, in a mouth that is open to speak. */
export const NEUTRAL_ODDS = 2;

/**
 * The probabilities of a frame in which its person speaks: those of a network that learnt from faces who mostly do not, at other prior
 * probabilities of the classes (Saerens, Latinne and Decaestecker 2002). An open mouth is evidence of surprise or happiness in a silent face and weaker evidence in a speaking
 * one, so the odds of neutral against everything else grow by {@link NEUTRAL_ODDS}; what is sure stays so.
 *
 * @param classes names in the order of the scores; without neutral among them nothing changes
 */
export function whileSpeaking(scores: EmotionScores, classes: readonly string[]): EmotionScores {
  const neutral = classes.findIndex((name) => emotionOf(name) === 'neutral');
  if (neutral < 0) return scores;
  const total = 1 + (NEUTRAL_ODDS - 1) * scores[neutral]!;
  return scores.map((score, index) => (score * (index === neutral ? NEUTRAL_ODDS : 1)) / total);
}
