import { describe, expect, it } from 'vitest';
import { type EmotionSample } from '#contracts/emotion';
import { NONE } from './codes.ts';
import { SampleStore } from './sample-store.ts';
import { columnsOf, scores, seen, stretch, unseen } from './testing.ts';

function setup(...batches: EmotionSample[][]) {
  const store = new SampleStore();
  for (const batch of batches) store.add(columnsOf(batch));
  return store;
}

const times = (store: SampleStore) => [...store.atMs.subarray(0, store.length)];

describe('SampleStore', () => {
  it('keeps what it is given while it grows', () => {
    const store = setup(stretch(0, 2_000, (at, place) => seen(at, place % 8)));
    expect(store.length).toBe(2_000);
    expect(store.atMs[1_999]).toBe(399_800);
    expect(store.label[1_999]).toBe(1_999 % 8);
    expect(store.smoothed[1_999 * 8 + 7]).toBeCloseTo(0.72);
  });

  it('puts the classes of any model into the order of the legend', () => {
    const store = new SampleStore();
    const fer2013 = ['angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral'];
    const sad = scores(4, 0.7, 7);
    store.add(columnsOf([{ ...seen(0), raw: sad, smoothed: sad, label: 'sad' }], fer2013));
    expect(store.label[0]).toBe(3);
    expect(store.smoothed[3]).toBeCloseTo(0.7);
    expect(store.smoothed[7]).toBe(0);
  });

  it('takes no sample twice, also if its time was rounded on the way', () => {
    const store = setup([seen(100.4), seen(300.2)], [seen(100), seen(300), seen(500)]);
    expect(times(store)).toEqual([100.4, 300.2, 500]);
  });

  it('merges a history that arrives after live samples', () => {
    const store = setup([seen(1_000, 3), seen(1_200, 3)], [seen(600, 1), seen(200, 1), seen(1_000.3, 1), seen(400, 1), seen(400.5, 1)]);
    expect(times(store)).toEqual([200, 400, 600, 1_000, 1_200]);
    expect([...store.label.subarray(0, 5)]).toEqual([1, 1, 1, 3, 3]);
    const level = store.pyramid.levels[0]!;
    expect([...level.samples.subarray(0, level.length)]).toEqual([1, 2, 1, 1]);
  });

  it('remembers why there is no estimate, and lets no uncertain frame lead', () => {
    const store = setup([unseen(0, 'no-face'), { ...unseen(200, 'uncertain'), raw: scores(2) }]);
    expect([...store.estimate.subarray(0, 2)]).toEqual([0, 0]);
    expect([...store.label.subarray(0, 2), ...store.rawLabel.subarray(0, 2)]).toEqual([NONE, NONE, NONE, NONE]);
  });

  it('finds the sample of a moment and ends it at a gap', () => {
    const store = setup([...stretch(0, 10), seen(5_000)]);
    expect([store.indexAt(-1), store.indexAt(0), store.indexAt(399), store.indexAt(9_000)]).toEqual([-1, 0, 1, 10]);
    expect(store.endOf(0)).toBe(200);
    expect(store.endOf(9)).toBe(1_800 + store.gapMs);
  });

  it('allows a slower rate longer silence', () => {
    const store = setup([0, 2_000, 4_000, 6_000].map((at) => seen(at)));
    expect(store.gapMs).toBe(6_000);
  });
});
