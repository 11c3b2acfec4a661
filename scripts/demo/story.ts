import type { EmotionName } from '#contracts/emotion';

/** A stretch of the synthetic patient's video: the class shown and for how long. */
export interface Scene {
  emotion: EmotionName;
  durationMs: number;
  says: string;
}

/** What the synthetic patient shows and says, in order; then from the start again. */
export const STORY: readonly Scene[] = [
  { emotion: 'neutral', durationMs: 6_000, says: 'Hello. I have been doing the exercises since we last spoke.' },
  { emotion: 'happiness', durationMs: 6_000, says: 'And I slept through the night, three times this week.' },
  { emotion: 'surprise', durationMs: 6_000, says: 'I did not expect that. I looked twice at the clock.' },
  { emotion: 'sadness', durationMs: 6_000, says: 'At home it has been quiet. I miss my sister a lot.' },
  { emotion: 'anger', durationMs: 6_000, says: 'What bothers me is that nobody there ever asks.' },
];

/** How long one class takes to fade into the next, at the start of the next. */
export const FADE_MS = 400;

/** The blend shown `timeMs` after the start: `from` fades into `to` as `mix` goes from 0 to 1. */
export function blendAt(story: readonly Scene[], timeMs: number): { from: EmotionName; to: EmotionName; mix: number } {
  const lengthMs = story.reduce((sum, scene) => sum + scene.durationMs, 0);
  let left = timeMs % lengthMs;
  for (const [index, scene] of story.entries()) {
    if (left < scene.durationMs) {
      const previous = story[(index + story.length - 1) % story.length]!;
      // The very first scene has nothing to fade from.
      const from = timeMs < scene.durationMs && index === 0 ? scene.emotion : previous.emotion;
      return { from, to: scene.emotion, mix: Math.min(1, left / FADE_MS) };
    }
    left -= scene.durationMs;
  }
  throw new RangeError('A story needs at least one scene.');
}
