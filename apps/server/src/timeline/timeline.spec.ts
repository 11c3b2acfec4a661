import { describe, expect, it } from 'vitest';
import type { EmotionSample } from '#contracts/emotion';
import { SampleBuffer } from './sample-buffer.ts';
import { mergeTurns, TurnTracker } from './speaking-turns.ts';

const sample = (atMs: number): EmotionSample => ({
  atMs,
  state: 'ok',
  raw: [0.25, 0.75],
  smoothed: [0.3, 0.7],
  label: 'b',
  coverage: 0.9,
  faceHeight: 80,
});

describe('the buffer', () => {
  it('makes one chunk of what one participant did between two writes', () => {
    const buffer = new SampleBuffer();
    buffer.add('call', 'a', ['a', 'b'], [sample(1)]);
    buffer.add('call', 'b', ['a', 'b'], [sample(1)]);
    buffer.add('call', 'a', ['a', 'b'], [sample(2), sample(3)]);
    expect(buffer.take().map((chunk) => [chunk.participantId, chunk.samples.length])).toEqual([
      ['a', 3],
      ['b', 1],
    ]);
    expect(buffer.take()).toEqual([]);
  });

  it('drops a sample of another model than the one that is loaded', () => {
    const buffer = new SampleBuffer();
    buffer.add('call', 'a', ['a', 'b', 'c'], [sample(1)]);
    expect(buffer.take()).toEqual([]);
  });
});

describe('speaking turns', () => {
  it('run from one speaker to the next, however often they are written', () => {
    const tracker = new TurnTracker();
    tracker.speak('a', 1_000);
    const early = tracker.take(3_000);
    tracker.speak('a', 4_000);
    tracker.speak('b', 5_000);
    tracker.speak(null, 7_000);
    expect(mergeTurns([...early, ...tracker.take(9_000)])).toEqual([
      { participantId: 'a', startMs: 1_000, endMs: 5_000 },
      { participantId: 'b', startMs: 5_000, endMs: 7_000 },
    ]);
  });

  it('survive a short pause and a short interruption, and a cough is none', () => {
    expect(
      mergeTurns([
        { participantId: 'a', startMs: 0, endMs: 2_000 },
        { participantId: 'b', startMs: 2_000, endMs: 2_200 },
        { participantId: 'a', startMs: 2_200, endMs: 4_000 },
        { participantId: 'a', startMs: 6_000, endMs: 7_000 },
      ]),
    ).toEqual([
      { participantId: 'a', startMs: 0, endMs: 4_000 },
      { participantId: 'a', startMs: 6_000, endMs: 7_000 },
    ]);
  });
});
