import { describe, expect, it } from 'vitest';
import type { EmotionSample } from '#contracts/emotion';
import { SampleColumns } from '#contracts/sample-columns';
import { FaceMoments } from './face-moments.ts';

const sample = (atMs: number, more: Partial<EmotionSample> = {}): EmotionSample => ({
  atMs,
  state: 'ok',
  raw: [0.2, 0.8],
  smoothed: [0.2, 0.8],
  label: 'happy',
  coverage: 1,
  faceHeight: 50,
  box: [0, 0, 50, 50],
  ...more,
});
const setup = (samples: EmotionSample[]) => new FaceMoments({ samples: SampleColumns.of(['neutral', 'happy'], samples) });

describe('FaceMoments', () => {
  it('gives the estimate of the last sample under the name that people see', () => {
    expect(setup([sample(0)]).at(100)).toEqual({ box: [0, 0, 50, 50], estimate: { emotion: 'happiness', probability: 0.8 }, state: 'ok' });
  });

  it('moves the box evenly to where it is next', () => {
    const face = setup([sample(0), sample(400, { box: [20, 10, 60, 50] })]);
    expect([0, 100, 399.8, 500].map((atMs) => face.at(atMs)?.box)).toEqual([
      [0, 0, 50, 50],
      [5, 2.5, 52.5, 50],
      [20, 10, 60, 50],
      [20, 10, 60, 50],
    ]);
  });

  it('does not glide over a cut, a long gap, or to where nobody was seen', () => {
    expect(setup([sample(0), sample(400, { box: [200, 0, 50, 50] })]).at(200)?.box).toEqual([0, 0, 50, 50]);
    expect(setup([sample(0), sample(1_500, { box: [20, 0, 50, 50] })]).at(900)?.box).toEqual([0, 0, 50, 50]);
    expect(setup([sample(0), sample(400, { box: null, state: 'no-face' })]).at(200)?.box).toEqual([0, 0, 50, 50]);
  });

  it('holds a sample for a second at most, and knows nothing before the first', () => {
    const face = setup([sample(500)]);
    expect([0, 500, 1_500, 1_501].map((atMs) => face.at(atMs) === null)).toEqual([true, false, false, true]);
  });

  it('has no estimate, and says why, in any other state and while the window is empty', () => {
    const face = setup([sample(0, { state: 'poor-light' }), sample(100, { label: null, smoothed: null })]);
    expect(face.at(0)).toMatchObject({ estimate: null, state: 'poor-light' });
    expect(face.at(100)).toMatchObject({ estimate: null, state: 'ok' });
  });
});
