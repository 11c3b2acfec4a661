import { describe, expect, it } from 'vitest';
import type { EmotionSample } from '#contracts/emotion';
import { SampleColumns } from '#contracts/sample-columns';
import { callSummary } from '#contracts/summary';
import { summaryOf, totalsOf } from './results.ts';

const CLASSES = ['neutral', 'happiness'];

const sample = (atMs: number, label: string | null): EmotionSample => {
  const scores = label === null ? null : CLASSES.map((name) => (name === label ? 0.9 : 0.1));
  return {
    atMs,
    state: label === null ? 'no-face' : 'ok',
    raw: scores,
    smoothed: scores,
    label,
    coverage: label === null ? 0 : 1,
    faceHeight: label === null ? null : 90,
    box: null,
  };
};

/** Samples each 200 ms; `label` of a time, null without a face. */
const face = (number: number, fromMs: number, toMs: number, label: (atMs: number) => string | null) => ({
  face: number,
  name: `Face ${number}`,
  samples: SampleColumns.of(
    CLASSES,
    Array.from({ length: (toMs - fromMs) / 200 }, (_, index) => sample(fromMs + index * 200, label(fromMs + index * 200))),
  ),
});

describe('what was found in a video', () => {
  it('adds up: coverage counts time once, shares count each face', () => {
    const first = face(1, 0, 10_000, (atMs) => (atMs < 6_000 ? 'neutral' : null));
    const second = face(2, 2_000, 10_000, (atMs) => (atMs < 8_000 ? 'happiness' : null));
    const { samples, coverage, shares } = totalsOf({ name: 'a.mp4', durationMs: 10_000, faces: [first, second], lagMs: 0 });
    expect(samples).toBe(90);
    expect(coverage).toBeCloseTo(0.8, 5);
    expect(shares['neutral']).toBeCloseTo(0.5, 5);
    expect(shares['happiness']).toBeCloseTo(0.5, 5);
  });

  it('is nothing where nobody was', () => {
    const nobody = face(1, 0, 2_000, () => null);
    expect(totalsOf({ name: 'a.mp4', durationMs: 2_000, faces: [nobody], lagMs: 0 })).toEqual({ samples: 10, coverage: 0, shares: {} });
  });

  it('has the summary of a call, with the same ids each time', () => {
    const found = {
      name: 'a.mp4',
      durationMs: 10_000,
      faces: [face(1, 0, 10_000, (atMs) => (atMs < 5_000 ? 'neutral' : 'happiness'))],
      lagMs: 600,
    };
    const summary = callSummary.parse(JSON.parse(JSON.stringify(summaryOf(found))));
    expect(summary.participants[0]!.expression!.segments.map(({ label, startMs }) => [label, startMs])).toEqual([
      ['neutral', 0],
      ['happiness', 4_400],
    ]);
    expect(summaryOf(found)).toEqual(summaryOf(found));
    expect(summaryOf({ ...found, name: 'b.mp4' }).callId).not.toBe(summary.callId);
  });
});
