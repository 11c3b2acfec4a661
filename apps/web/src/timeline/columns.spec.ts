import { describe, expect, it } from 'vitest';
import { type EmotionSample } from '#contracts/emotion';
import { codeOfState, NONE } from './codes.ts';
import { Columns, columnsIn, eachRun } from './columns.ts';
import { SampleStore } from './sample-store.ts';
import { columnsOf, seen, stretch, unseen } from './testing.ts';

function setup(samples: EmotionSample[]) {
  const store = new SampleStore();
  store.add(columnsOf(samples));
  return (fromMs: number, toMs: number, pixels: number) => columnsIn(store, { fromMs, toMs }, pixels, new Columns());
}

function runs(columns: Columns): [number, number][] {
  const found: [number, number][] = [];
  eachRun(columns, (first, last) => {
    found.push([columns.startMs[first]!, columns.endMs[last]!]);
  });
  return found;
}

describe('columnsIn', () => {
  it('shows single samples close up', () => {
    const columns = setup(stretch(0, 50))(2_000, 4_000, 400);
    expect(columns.startMs[0]).toBe(1_800);
    expect(columns.startMs[columns.length - 1]).toBe(4_200);
    expect(columns.length).toBe(13);
  });

  it('needs at most about one column a pixel from afar', () => {
    const twoHours = setup(stretch(0, 36_000, (at, place) => seen(at, Math.floor(place / 500) % 8)));
    for (const pixels of [300, 720, 1_200, 1_900]) expect(twoHours(0, 7_200_000, pixels).length).toBeLessThanOrEqual(pixels + 3);
  });

  it('does not change a bucket while the view moves', () => {
    const columns = setup(stretch(0, 36_000, (at, place) => seen(at, place % 8, 0.3 + (place % 7) / 10)));
    const [still, moved] = [columns(100_000, 1_300_000, 600), columns(101_234, 1_301_234, 600)];
    const at = (one: Columns, ms: number) => one.startMs.subarray(0, one.length).indexOf(ms);
    const start = still.startMs[300]!;
    expect([...moved.stack.subarray(at(moved, start) * 8, at(moved, start) * 8 + 8)]).toEqual([...still.stack.subarray(2_400, 2_408)]);
  });

  it('stacks to one', () => {
    const columns = setup(stretch(0, 100, (at, place) => seen(at, place % 8)))(0, 20_000, 10);
    for (let column = 0; column < columns.length; column++) expect(columns.stack[column * 8 + 7]).toBeCloseTo(1, 5);
  });

  it('leaves gaps as gaps, close up and from afar', () => {
    const columns = setup([...stretch(0, 300), ...stretch(120_000, 300)]);
    expect(runs(columns(0, 180_000, 1_000))).toHaveLength(2);
    expect(runs(columns(0, 180_000, 50))).toHaveLength(2);
    expect(runs(columns(59_000, 61_000, 500))[0]![1]).toBeCloseTo(60_800);
  });

  it('shows a gap of three seconds in the view of three minutes', () => {
    const columns = setup([...stretch(0, 300), ...stretch(63_000, 300)]);
    expect(runs(columns(0, 180_000, 1_200))).toHaveLength(2);
  });

  it('tells why there is no estimate', () => {
    const columns = setup([...stretch(0, 10), ...stretch(2_000, 10, (at) => unseen(at, 'poor-light'))])(0, 4_000, 800);
    expect(columns.state[2]).toBe(NONE);
    expect(columns.state[12]).toBe(codeOfState('poor-light'));
    expect(runs(columns)).toEqual([[0, 2_000]]);
  });

  it('counts a bucket as an estimate only if half of it is one', () => {
    const mostlyNot = setup(stretch(0, 1_000, (at, place) => (place % 3 === 0 ? seen(at) : unseen(at, 'no-face'))));
    expect(runs(mostlyNot(0, 200_000, 50))).toEqual([]);
  });
});
