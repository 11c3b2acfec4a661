import { describe, expect, it } from 'vitest';
import { Gaps } from './gaps.ts';

describe('Gaps', () => {
  it('finds whoever has been without a sample for an interval, again and again', () => {
    const gaps = new Gaps(1_000);
    gaps.watch('a', 0);
    gaps.watch('b', 0);
    gaps.account('b', 900);
    expect(gaps.overdue(999)).toEqual([]);
    expect(gaps.overdue(1_000)).toEqual(['a']);
    gaps.account('a', 1_000);
    expect(gaps.overdue(1_500)).toEqual([]);
    expect(gaps.overdue(2_000)).toEqual(['a', 'b']);
  });

  it('watches nobody who was not asked for, and nobody twice', () => {
    const gaps = new Gaps(1_000);
    gaps.account('a', 0);
    expect(gaps.watched).toEqual([]);
    gaps.watch('a', 0);
    gaps.watch('a', 5_000);
    expect(gaps.overdue(1_000)).toEqual(['a']);
    expect(gaps.unwatch('a')).toBe(true);
    expect(gaps.unwatch('a')).toBe(false);
    expect(gaps.overdue(9_000)).toEqual([]);
  });
});
