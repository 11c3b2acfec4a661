import { describe, expect, it } from 'vitest';
import { emotionSample } from '#contracts/emotion';
import type { RawResult } from './analyse.ts';
import { InferenceEngine } from './engine.ts';
import { PoolError } from './errors.ts';
import { ParticipantPipeline, type FrameRunner } from './pipeline.ts';
import { drawnFrame } from './testing/drawn-frame.ts';

const face = { box: [10, 10, 50, 60] as [number, number, number, number], score: 9 };
const times = { detectMs: 1, classifyMs: 1 };
const estimate = (scores: number[]): RawResult => ({ state: 'ok', face, scores, ...times });

/** Answers with what it is given, in order. */
function answering(...results: (RawResult | Error)[]): FrameRunner {
  return {
    run: async () => {
      const next = results.shift()!;
      if (next instanceof Error) throw next;
      return next;
    },
    release: () => undefined,
  };
}

async function samplesOf(results: (RawResult | Error)[], stepMs = 200) {
  const pipeline = new ParticipantPipeline('tap', answering(...results), { classes: ['calm', 'glad'], windowMs: 2_000, hysteresis: 0.08 });
  const samples = [];
  for (let index = 0; index < results.length; index++) samples.push(await pipeline.process(drawnFrame(32, 32, 0, index * stepMs)));
  return samples;
}

describe('ParticipantPipeline', () => {
  it('smooths estimates and names the leading class', async () => {
    const [first, second, third] = await samplesOf([estimate([0.9, 0.1]), estimate([0.2, 0.8]), estimate([0.1, 0.9])]);
    expect(first).toEqual({ atMs: 0, state: 'ok', raw: [0.9, 0.1], smoothed: [0.9, 0.1], label: 'calm', coverage: 1, faceHeight: 60 });
    expect(second).toMatchObject({
      atMs: 200,
      label: 'calm',
      smoothed: [expect.closeTo((0.9 * 0.9 + 0.2) / 1.9), expect.closeTo((0.1 * 0.9 + 0.8) / 1.9)],
    });
    expect(third).toMatchObject({ atMs: 400, label: 'glad' });
  });

  it('keeps what is uncertain out of the window, but shows it', async () => {
    const [, second] = await samplesOf([estimate([0.9, 0.1]), { ...estimate([0.5, 0.5]), state: 'uncertain' }]);
    expect(second).toMatchObject({ state: 'uncertain', raw: [0.5, 0.5], smoothed: [0.9, 0.1], label: 'calm', coverage: 0.5 });
  });

  it('has no label once the window holds no estimate', async () => {
    const [, second] = await samplesOf([estimate([0.9, 0.1]), { state: 'no-face', face: null, scores: null, ...times }], 2_500);
    expect(second).toEqual({ atMs: 2_500, state: 'no-face', raw: null, smoothed: null, label: null, coverage: 0, faceHeight: null });
  });

  it('gives no sample for a frame that got no result, and passes on what is a mistake', async () => {
    expect(await samplesOf([new PoolError('busy', 'newer')])).toEqual([null]);
    await expect(samplesOf([new RangeError('no frame')])).rejects.toThrow(RangeError);
  });
});

describe('InferenceEngine', { timeout: 30_000 }, () => {
  it('turns frames into samples that keep the contract', async () => {
    const engine = await InferenceEngine.start({ device: 'cpu' });
    try {
      const pipeline = engine.openPipeline('tap');
      for (let index = 0; index < 4; index++) {
        const sample = emotionSample.parse(await pipeline.process(drawnFrame(640, 360, index === 3 ? 0 : 180, index * 200)));
        expect(sample.atMs).toBe(index * 200);
        if (index < 3) expect(sample.faceHeight).toBeGreaterThan(120);
        else expect(sample).toMatchObject({ state: 'no-face', raw: null, faceHeight: null });
        if (sample.label !== null) expect(engine.classes).toContain(sample.label);
      }
      pipeline.close();
    } finally {
      await engine.close();
    }
  });
});
