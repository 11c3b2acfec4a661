import { describe, expect, it } from 'vitest';
import { clampRange, liveRange, panRange, rangeShowing, zoomRange } from './range.ts';

const END = 600_000;

describe('view ranges', () => {
  it('stay inside the call and keep their span', () => {
    expect(clampRange({ fromMs: -50, toMs: 9_950 }, END)).toEqual({ fromMs: 0, toMs: 10_000 });
    expect(panRange({ fromMs: 590_000, toMs: 600_000 }, 5_000, END)).toEqual({ fromMs: 590_000, toMs: 600_000 });
    expect(clampRange({ fromMs: 0, toMs: 9_000_000 }, END)).toEqual({ fromMs: 0, toMs: END });
  });

  it('zoom around a moment that stays where it is', () => {
    const range = zoomRange({ fromMs: 100_000, toMs: 200_000 }, 0.5, 125_000, END);
    expect(range).toEqual({ fromMs: 112_500, toMs: 162_500 });
    expect((125_000 - range.fromMs) / 50_000).toBe(0.25);
  });

  it('zoom no closer than two seconds, no wider than the call', () => {
    expect(zoomRange({ fromMs: 0, toMs: 3_000 }, 0.01, 1_000, END).toMs).toBeCloseTo(2_333.33, 1);
    expect(zoomRange({ fromMs: 0, toMs: 500_000 }, 10, 1_000, END)).toEqual({ fromMs: 0, toMs: END });
  });

  it('follow the live edge at the right, also before there is enough to show', () => {
    expect(liveRange(180_000, 20_000)).toEqual({ fromMs: -160_000, toMs: 20_000 });
  });

  it('move only as far as needed to show a moment', () => {
    const range = { fromMs: 100_000, toMs: 200_000 };
    expect(rangeShowing(range, 150_000, END)).toBe(range);
    expect(rangeShowing(range, 250_000, END)).toEqual({ fromMs: 160_000, toMs: 260_000 });
    expect(rangeShowing(range, 50_000, END)).toEqual({ fromMs: 40_000, toMs: 140_000 });
  });
});
