import { describe, expect, it } from 'vitest';
import { SampleStore } from './sample-store.ts';
import { readingAt, segmentsIn } from './segments.ts';
import { columnsOf, seen, stretch, unseen } from './testing.ts';

function setup() {
  const store = new SampleStore();
  store.add(
    columnsOf([
      ...stretch(0, 25, (at) => seen(at, 0)),
      ...stretch(5_000, 25, (at) => seen(at, 3, 0.8)),
      ...stretch(10_000, 10, (at) => unseen(at, 'no-face')),
      ...stretch(20_000, 10, (at) => seen(at, 0)),
    ]),
  );
  return store;
}

describe('segmentsIn', () => {
  it('covers the range without holes and says why there is no estimate', () => {
    const segments = segmentsIn(setup(), { fromMs: 0, toMs: 30_000 });
    expect(segments.map(({ label, state, startMs, endMs }) => [label ?? state, startMs, endMs])).toEqual([
      ['neutral', 0, 5_000],
      ['sadness', 5_000, 10_000],
      ['no-face', 10_000, 12_800],
      ['no-data', 12_800, 20_000],
      ['neutral', 20_000, 22_800],
      ['no-data', 22_800, 30_000],
    ]);
    expect(segments[1]!.probability).toBeCloseTo(0.8);
  });

  it('cuts at the edges of the range', () => {
    expect(segmentsIn(setup(), { fromMs: 4_000, toMs: 6_100 }).map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
      [4_000, 5_000],
      [5_000, 6_100],
    ]);
  });

  it('is one stretch of nothing without samples', () => {
    expect(segmentsIn(new SampleStore(), { fromMs: 0, toMs: 1_000 })).toEqual([
      { startMs: 0, endMs: 1_000, label: null, state: 'no-data', probability: null },
    ]);
  });
});

describe('readingAt', () => {
  it('says what a moment shows', () => {
    const store = setup();
    expect(readingAt(store, 6_000)).toMatchObject({ label: 'sadness', raw: 'sadness', coverage: 1 });
    expect(readingAt(store, 11_000)).toMatchObject({ label: null, state: 'no-face', scores: null });
    expect(readingAt(store, 15_000)).toMatchObject({ label: null, state: 'no-data' });
  });
});
