import { describe, expect, it } from 'vitest';
import { Sampler, type SamplerOptions } from './sampler.ts';

/** Which of the frames of `seconds` at `frameRate` are sampled, by index. */
function sampled(options: SamplerOptions, frameRate: number, seconds: number, sampler = new Sampler(options), from = 0): number[] {
  return Array.from({ length: Math.round(frameRate * seconds) }, (_, index) => index).filter((index) =>
    sampler.due(from + (index * 1_000) / frameRate),
  );
}

describe('Sampler', () => {
  it('samples the first frame, so that a tap answers at once', () => {
    expect(new Sampler({ samplesPerSecond: 5 }).due(1_000)).toBe(true);
  });

  it.each([
    [30, 5],
    [7.5, 5],
    [15, 5],
    [25, 4],
    [10, 10],
  ])('makes of %d frames a second %d samples', (frameRate, samplesPerSecond) => {
    const count = sampled({ samplesPerSecond }, frameRate, 20).length;
    expect(count / 20).toBeCloseTo(samplesPerSecond, 0);
  });

  it('takes every sixth of 30 frames a second, evenly', () => {
    const steady = sampled({ samplesPerSecond: 5 }, 30, 10).slice(10);
    const distances = steady.slice(1).map((index, at) => index - (steady[at] ?? 0));
    expect(new Set(distances)).toEqual(new Set([6]));
  });

  it('takes two of every three of 7.5 frames a second', () => {
    const steady = sampled({ samplesPerSecond: 5 }, 7.5, 10).slice(10);
    const distances = steady.slice(1).map((index, at) => index - (steady[at] ?? 0));
    expect(new Set(distances)).toEqual(new Set([1, 2]));
  });

  it('takes all frames where they are fewer than wanted', () => {
    expect(sampled({ samplesPerSecond: 5 }, 3, 10)).toHaveLength(30);
  });

  it('takes every Nth frame where told so, whatever the rate', () => {
    expect(sampled({ samplesPerSecond: 5, everyNth: 4 }, 30, 1)).toEqual([0, 4, 8, 12, 16, 20, 24, 28]);
  });

  it('follows a change of the frame rate', () => {
    const sampler = new Sampler({ samplesPerSecond: 5 });
    sampled({ samplesPerSecond: 5 }, 30, 5, sampler);
    expect(sampled({ samplesPerSecond: 5 }, 7.5, 10, sampler, 5_000).length).toBeGreaterThan(44);
  });

  it('samples the first frame after a silence, and measures anew', () => {
    const sampler = new Sampler({ samplesPerSecond: 1 });
    sampled({ samplesPerSecond: 1 }, 30, 0.5, sampler);
    expect(sampler.due(10_000)).toBe(true);
    expect(sampler.frameRate).toBeNull();
  });

  it('takes two a second while idle, and the full rate from then on', () => {
    const sampler = new Sampler({ samplesPerSecond: 5 });
    sampler.idle = true;
    expect(sampled({ samplesPerSecond: 5 }, 30, 10, sampler).length).toBeCloseTo(20, -1);
    sampler.idle = false;
    expect(sampled({ samplesPerSecond: 5 }, 30, 10, sampler, 10_000).length).toBeCloseTo(50, -1);
  });

  it('measures the frame rate', () => {
    const sampler = new Sampler({ samplesPerSecond: 5 });
    sampled({ samplesPerSecond: 5 }, 15, 3, sampler);
    expect(sampler.frameRate).toBeCloseTo(15, 1);
  });
});
