import { describe, expect, it } from 'vitest';
import { EMOTIONS, emotionOf, emotionsOf } from './emotion.ts';
import { EMOTION_LOOKS, lookOf } from './emotion-looks.ts';

describe('the name of a class', () => {
  it("is FER+'s for FER+ and FER2013, and its own for any other", () => {
    expect(['happy', 'fear', 'boredom', 'constructor'].map(emotionOf)).toEqual(['happiness', 'fear', 'boredom', 'constructor']);
  });

  it('stands once in a list, known classes first, all others in the order of the manifest', () => {
    expect(emotionsOf(['pain', 'sad', 'boredom', 'happy', 'sadness', 'neutral'])).toEqual([
      'neutral',
      'happiness',
      'sadness',
      'pain',
      'boredom',
    ]);
  });
});

describe('the look of a class', () => {
  it('is its own for a known class, grey with two letters of its name for any other', () => {
    expect(EMOTIONS.map(lookOf)).toEqual(Object.values(EMOTION_LOOKS));
    const { colour, letter } = lookOf('boredom');
    expect(letter).toBe('Bo');
    const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16)) as [number, number, number];
    expect(Math.max(red, green, blue) - Math.min(red, green, blue)).toBeLessThan(16);
    expect(EMOTIONS.map((name) => EMOTION_LOOKS[name].colour)).not.toContain(colour);
  });
});
