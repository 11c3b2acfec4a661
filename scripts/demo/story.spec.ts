import { describe, expect, it } from 'vitest';
import { blendAt, FADE_MS, type Scene } from './story.ts';

const story: Scene[] = [
  { emotion: 'neutral', durationMs: 2_000, says: '' },
  { emotion: 'anger', durationMs: 3_000, says: '' },
];

describe('blendAt', () => {
  it('starts with the first scene alone', () => {
    expect(blendAt(story, 0)).toEqual({ from: 'neutral', to: 'neutral', mix: 0 });
  });

  it('fades at the start of each following scene, and then holds it', () => {
    expect(blendAt(story, 2_000 + FADE_MS / 2)).toEqual({ from: 'neutral', to: 'anger', mix: 0.5 });
    expect(blendAt(story, 4_999)).toEqual({ from: 'neutral', to: 'anger', mix: 1 });
  });

  it('goes round, fading from the last scene into the first', () => {
    expect(blendAt(story, 5_000 + FADE_MS / 4)).toEqual({ from: 'anger', to: 'neutral', mix: 0.25 });
  });
});
