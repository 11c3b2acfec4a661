import { describe, expect, it } from 'vitest';
import { LeadingClass } from './leading-class.ts';
import { SlidingWindow } from './sliding-window.ts';

describe('SlidingWindow', () => {
  it('is the mean of the estimates of the last two seconds, newer ones counting more', () => {
    const window = new SlidingWindow(2_000);
    window.add(0, [1, 0]);
    window.add(1_000, [0, 1]);
    expect(window.mean).toEqual([expect.closeTo(1 / 3), expect.closeTo(2 / 3)]);
    window.add(2_000, [0, 1]);
    expect(window.mean).toEqual([0, 1]);
  });

  it('follows a change within a third of the window', () => {
    const window = new SlidingWindow(2_000);
    for (let atMs = 0; atMs < 4_000; atMs += 50) window.add(atMs, [1, 0]);
    let tookMs = 0;
    while ((window.mean?.[1] ?? 0) < 0.5) window.add(4_000 + (tookMs += 50), [0, 1]);
    expect(tookMs).toBeGreaterThan(500);
    expect(tookMs).toBeLessThan(2_000 / 3);
  });

  it('takes what is no estimate into the coverage alone', () => {
    const window = new SlidingWindow(2_000);
    expect([window.mean, window.coverage]).toEqual([null, 0]);
    window.add(0, null);
    expect([window.mean, window.coverage]).toEqual([null, 0]);
    window.add(200, [0.9, 0.1]);
    window.add(400, [0.7, 0.3]);
    window.add(600, null);
    expect(window.mean).toEqual([expect.closeTo((0.9 * 0.8 + 0.7 * 0.9) / 1.7), expect.closeTo((0.1 * 0.8 + 0.3 * 0.9) / 1.7)]);
    expect(window.coverage).toBe(0.5);
  });

  it('counts time and not samples, where their rate changes', () => {
    const window = new SlidingWindow(2_000);
    for (let atMs = 0; atMs < 3_000; atMs += 500) window.add(atMs, [1, 0]);
    let tookMs = 0;
    for (; (window.mean?.[1] ?? 0) < 0.5; tookMs += 20) window.add(3_000 + tookMs, [0, 1]);
    // About as long as at an even rate; counted by samples it would be 60.
    expect(tookMs).toBeGreaterThan(400);
    expect(tookMs).toBeLessThan(2_000 / 3);
    const covered = new SlidingWindow(2_000);
    for (const atMs of [0, 500]) covered.add(atMs, [1, 0]);
    for (const atMs of [1_000, 1_050, 1_100, 1_150, 1_200]) covered.add(atMs, null);
    expect(covered.coverage).toBe(0.8);
    // Two samples of one time are no reason to divide by nothing.
    covered.add(9_000, [1, 0]);
    covered.add(9_000, [1, 0]);
    expect([covered.mean, covered.coverage]).toEqual([[1, 0], 1]);
  });

  it('empties with time, however few samples come', () => {
    const window = new SlidingWindow(2_000);
    for (let atMs = 0; atMs < 2_000; atMs += 200) window.add(atMs, [1, 0]);
    window.add(9_000, null);
    expect([window.mean, window.coverage]).toEqual([null, 0]);
  });

  it('begins anew when the clock goes back', () => {
    const window = new SlidingWindow(2_000);
    window.add(9_000, [1, 0]);
    window.add(100, [0, 1]);
    expect(window.mean).toEqual([0, 1]);
  });
});

describe('LeadingClass', () => {
  it('changes only when another class leads by the margin', () => {
    const leading = new LeadingClass(0.08);
    expect(leading.next([0.5, 0.5])).toBe(0);
    expect(leading.next([0.47, 0.53])).toBe(0);
    expect(leading.next([0.45, 0.55])).toBe(1);
    expect(leading.next([0.52, 0.48])).toBe(1);
    expect(leading.next([0.6, 0.4])).toBe(0);
  });

  it('forgets who led when there is nothing', () => {
    const leading = new LeadingClass(0.3);
    leading.next([0.6, 0.4]);
    expect(leading.next(null)).toBeNull();
    expect(leading.next([0.45, 0.55])).toBe(1);
  });
});
