import { describe, expect, it } from 'vitest';
import { EMOTIONS } from '#contracts/emotion';
import { EMOTION_LOOKS } from '#contracts/emotion-looks';
import { recordingContext } from '../testing.ts';
import { drawTile } from './tiles.ts';

function strokes(emotion: (typeof EMOTIONS)[number]): string {
  const { ctx, calls } = recordingContext();
  drawTile(ctx, EMOTION_LOOKS[emotion], 16);
  return JSON.stringify(calls.filter(({ name }) => name !== 'fillRect').map(({ name, args }) => [name, args]));
}

describe('patterns', () => {
  it('differ for all classes, so that none is told by colour alone', () => {
    expect(new Set(EMOTIONS.map(strokes)).size).toBe(EMOTIONS.length);
  });

  it('have a letter each', () => {
    expect(new Set(EMOTIONS.map((emotion) => EMOTION_LOOKS[emotion].letter)).size).toBe(EMOTIONS.length);
  });
});
