import { beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_PROFILE } from '#contracts/profile';
import type { EmotionScores } from '#contracts/emotion';
import { FrameAnalyser } from '../analyse.ts';
import { loadModels, modelChoice } from '../load.ts';
import { background } from '../testing/drawn-frame.ts';
import { compositeFace, layFace, morph } from '../testing/composite-faces.ts';
import { BASELINE_MS, Expressivity } from './expressivity.ts';

const STEP_MS = 1_000;
const CALM = [0.7, 0.2, 0.1];

/** One that has seen its baseline, in frames a second apart, and the time of the next frame. */
function afterBaseline(frames: readonly EmotionScores[]): { expressivity: Expressivity; atMs: number } {
  const expressivity = new Expressivity();
  let atMs = 0;
  for (; atMs <= BASELINE_MS; atMs += STEP_MS) expect(expressivity.next(atMs, frames[(atMs / STEP_MS) % frames.length]!)).toBeNull();
  return { expressivity, atMs };
}

/** What it says of a face that stays so for two frames. */
function of(expressivity: Expressivity, atMs: number, scores: EmotionScores): number | null {
  expressivity.next(atMs, scores);
  return expressivity.next(atMs + 100, scores);
}

describe('Expressivity', () => {
  it('is none until a minute of the face was seen, whatever the time in between', () => {
    const expressivity = new Expressivity();
    // Half of the time there is no face; a frame stands for a second at most.
    let atMs = 0;
    for (let frame = 0; frame < 60; frame++, atMs += 5_000) {
      expect(expressivity.next(atMs, CALM)).toBeNull();
      expect(expressivity.next(atMs + 2_500, null)).toBeNull();
    }
    expect(expressivity.next(atMs, CALM)).toBeNull();
    expect(expressivity.next(atMs + 1_000, CALM)).toBeCloseTo(0, 6);
  });

  it('is 0 as in the baseline, 1 with nothing in common, and in between in between', () => {
    const { expressivity, atMs } = afterBaseline([[1, 0, 0]]);
    expect(of(expressivity, atMs, [1, 0, 0])).toBeCloseTo(0, 6);
    expect(of(expressivity, atMs, [0, 1, 0])).toBe(1);
    expect(of(expressivity, atMs, [0.5, 0.5, 0])).toBeCloseTo(Math.sqrt(1 - Math.SQRT1_2), 6);
    expect(expressivity.next(atMs, null)).toBeNull();
  });

  it('is of both sides of a face that is shown straight and mirrored in turn', () => {
    const straight = [0.8, 0.2, 0];
    const mirrored = [0.6, 0.4, 0];
    const { expressivity, atMs } = afterBaseline([straight, mirrored]);
    for (const scores of [mirrored, straight, mirrored]) expect(expressivity.next(atMs, scores)).toBeLessThan(0.01);
  });

  it('goes on in another process where it was', () => {
    const { expressivity, atMs } = afterBaseline([CALM, [0.5, 0.3, 0.2]]);
    const resumed = new Expressivity(JSON.parse(JSON.stringify(expressivity.state)) as Expressivity['state']);
    expect(resumed.next(atMs, [0.1, 0.1, 0.8])).toBe(expressivity.next(atMs, [0.1, 0.1, 0.8]));
  });
});

describe('the expressivity of composite faces, through the default profile', { timeout: 120_000 }, () => {
  const [WIDTH, HEIGHT, SIZE] = [320, 180, 110];
  /** Places, heights and tilts that a head takes in a call while nothing changes in the face. */
  const PLACES = [
    [160, 92, 110, 0],
    [150, 88, 108, 0.05],
    [172, 94, 112, -0.06],
    [140, 96, 100, 0.12],
    [180, 90, 122, -0.12],
  ] as const;
  let scoresOf: (
    name: string,
    strength: number,
    place?: readonly [x: number, y: number, size: number, angle: number],
  ) => Promise<[EmotionScores, EmotionScores]>;
  let still: Expressivity;
  let atMs: number;

  const moved = ([first, second]: [EmotionScores, EmotionScores]): number => {
    still.next(atMs, first);
    return still.next(atMs + 200, second)!;
  };

  beforeAll(async () => {
    const { detector, classifier } = await loadModels(modelChoice({ profile: DEFAULT_PROFILE, device: 'cpu' }));
    const analyser = new FrameAnalyser(detector, classifier);
    const neutral = await compositeFace('neutral');
    scoresOf = async (name, strength, [x, y, size, angle] = [WIDTH / 2, HEIGHT / 2 + 2, SIZE, 0]) => {
      const plane = background(WIDTH, HEIGHT);
      layFace(plane, morph(neutral, await compositeFace(name), strength), x, y, size, angle);
      const [first] = await analyser.analyse([{ tapId: 'face', plane, atMs: 0 }]);
      const [second] = await analyser.analyse([{ tapId: 'face', plane, atMs: 0 }]);
      return [first!.scores!, second!.scores!];
    };
    // The first look at a face is of both sides at once.
    await scoresOf('neutral', 1);
    ({ expressivity: still, atMs } = afterBaseline(await scoresOf('neutral', 1)));
  }, 60_000);

  it('is nothing of a still face', async () => {
    expect(moved(await scoresOf('neutral', 1))).toBeLessThan(0.02);
  });

  it.each(['happiness', 'surprise', 'sadness'])('grows with the strength of %s', async (name) => {
    const strengths = [0.25, 0.5, 0.75, 1];
    const found: number[] = [];
    for (const strength of strengths) found.push(moved(await scoresOf(name, strength)));
    expect(found).toEqual(found.toSorted((a, b) => a - b));
    expect(found.at(-1)).toBeGreaterThan(0.7);
  });

  it('is little where only the head moves: less than a third of a full expression', async () => {
    const found: number[] = [];
    for (const place of PLACES) found.push(moved(await scoresOf('neutral', 1, place)));
    expect(Math.max(...found)).toBeLessThan(0.25);
    expect(moved(await scoresOf('happiness', 1)) / 3).toBeGreaterThan(Math.max(...found));
  });
});
