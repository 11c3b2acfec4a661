import { describe, expect, it } from 'vitest';
import { analysisWork, type VideoMeasure } from '#contracts/analysis-work';
import { AnalysisPace } from './analysis-pace.ts';

const VIDEO: VideoMeasure = { durationMs: 60_000, width: 1_280, height: 720, frameRate: 30, videoCodec: 'h264' };
const OPTIONS = { everyNth: 5 };

describe('analysisWork', () => {
  it('grows with pixels and frames, and with how many of them are analysed', () => {
    const work = analysisWork(VIDEO, OPTIONS);
    expect(analysisWork({ ...VIDEO, durationMs: 120_000 }, OPTIONS)).toBeCloseTo(2 * work, 6);
    expect(analysisWork({ ...VIDEO, width: 3_840, height: 2_160, frameRate: 60, videoCodec: 'hevc' }, OPTIONS)).toBeGreaterThan(10 * work);
    expect(analysisWork(VIDEO, { everyNth: 1 })).toBeGreaterThan(work);
    // Faces are followed five times a second at least.
    expect(analysisWork(VIDEO, { everyNth: 30 })).toBe(analysisWork(VIDEO, { everyNth: 6 }));
  });

  it('takes what is usual for what the container does not say', () => {
    expect(analysisWork({ ...VIDEO, frameRate: null, videoCodec: null }, OPTIONS)).toBe(analysisWork(VIDEO, OPTIONS));
  });
});

describe('AnalysisPace', () => {
  it('begins with a guess by the number of cores, and goes by what was measured then, the newest most', () => {
    const pace = new AnalysisPace();
    expect(pace.pace).toBeGreaterThan(0);
    const work = analysisWork(VIDEO, OPTIONS);
    pace.learn(VIDEO, OPTIONS, 2 * work);
    expect(pace.pace).toBeCloseTo(2, 6);
    pace.learn(VIDEO, OPTIONS, 4 * work);
    expect(pace.pace).toBeCloseTo(3, 6);
  });

  it('learns nothing from a video so short that loading took most of the time', () => {
    const pace = new AnalysisPace();
    const before = pace.pace;
    pace.learn({ ...VIDEO, durationMs: 1_000 }, OPTIONS, 1_500);
    expect(pace.pace).toBe(before);
  });
});
