import { describe, expect, it } from 'vitest';
import type { EmotionSample } from '#contracts/emotion';
import { SampleColumns } from '#contracts/sample-columns';
import { alignedSamples } from './aligned.ts';

const sample = (atMs: number, label: string | null, state: EmotionSample['state'] = 'ok'): EmotionSample => ({
  atMs,
  state,
  raw: null,
  smoothed: label === null ? null : [atMs / 10_000, 1 - atMs / 10_000],
  label,
  coverage: 1,
  faceHeight: 90,
  box: [atMs, 0, 10, 10],
});

const aligned = (samples: EmotionSample[], lagMs: number) => {
  const columns = alignedSamples(SampleColumns.of(['neutral', 'happiness'], samples), lagMs);
  return Array.from({ length: columns.length }, (_, row) => columns.at(row));
};

describe('aligned samples', () => {
  it('say what the window says a little later, in their own place and state', () => {
    const moved = aligned(
      [
        sample(0, 'neutral'),
        sample(200, 'neutral'),
        sample(400, 'neutral', 'uncertain'),
        sample(600, 'happiness'),
        sample(800, 'happiness'),
      ],
      400,
    );
    expect(moved.map(({ label }) => label)).toEqual(['neutral', 'happiness', 'happiness', 'happiness', 'happiness']);
    expect(moved.map(({ atMs, box }) => [atMs, box?.[0]])).toEqual([
      [0, 0],
      [200, 200],
      [400, 400],
      [600, 600],
      [800, 800],
    ]);
    expect(moved[2]?.state).toBe('uncertain');
    expect(moved[0]?.smoothed).toEqual([0.04, 0.96]);
  });

  it('keep what they have where there is nothing later, and all of it without a lag', () => {
    const samples = [sample(0, 'neutral'), sample(200, null, 'no-face')];
    expect(aligned(samples, 400)).toEqual(samples);
    expect(aligned(samples, 0)).toEqual(samples);
  });
});
