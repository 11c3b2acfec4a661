import { describe, expect, it } from 'vitest';
import { Smoother, type SmootherState } from '../smoother.ts';
import { whileSpeaking } from './while-speaking.ts';

const CLASSES = ['neutral', 'happiness', 'surprise'];
const STEP_MS = 200;

/** The labels of frames 200 ms apart, `speaking` or not. */
function labels(frames: readonly (readonly number[])[], speaking: boolean): (string | null)[] {
  const smoother = new Smoother({ classes: CLASSES, windowMs: 2_000, hysteresis: 0.08 });
  return frames.map((scores, at) => smoother.next(at * STEP_MS, { state: 'ok', scores: [...scores], faceHeight: 90, speaking }).label);
}
const changes = (of: (string | null)[]) => of.filter((label, at) => at > 0 && label !== of[at - 1]).length;
const repeated = (count: number, ...frames: number[][]) => Array.from({ length: count }, (_, at) => frames[at % frames.length]!);

const CALM = [0.95, 0.03, 0.02];
const OPEN_MOUTH = [0.15, 0.1, 0.75];
const SMILE = [0.02, 0.96, 0.02];

describe('whileSpeaking', () => {
  it('doubles the odds of neutral and leaves the others in proportion', () => {
    const scores = whileSpeaking([0.4, 0.4, 0.2], CLASSES);
    expect(scores.reduce((sum, score) => sum + score, 0)).toBeCloseTo(1, 10);
    expect(scores[0]! / scores[1]!).toBeCloseTo(2, 10);
    expect(scores[1]! / scores[2]!).toBeCloseTo(2, 10);
  });

  it('changes nothing for a model without neutral', () => {
    expect(whileSpeaking([0.3, 0.7], ['calm', 'glad'])).toEqual([0.3, 0.7]);
  });
});

describe('a window that knows when its person speaks', () => {
  /** Now and then, a syllable opens the mouth for two frames in five. */
  const talk = repeated(60, CALM, OPEN_MOUTH, OPEN_MOUTH, CALM, OPEN_MOUTH, OPEN_MOUTH, OPEN_MOUTH, CALM, CALM, CALM);

  it('is not taken in by a mouth that talks', () => {
    expect(changes(labels(talk, false))).toBeGreaterThan(3);
    expect(new Set(labels(talk, true))).toEqual(new Set(['neutral']));
  });

  it('still finds a strong smile while its person talks', () => {
    const smiling = [...repeated(20, CALM), ...repeated(25, SMILE, SMILE, [0.3, 0.5, 0.2])];
    expect(labels(smiling, true).at(-1)).toBe('happiness');
  });

  it('is as it was while its person is silent', () => {
    const posed = [...repeated(10, CALM), ...repeated(10, SMILE), ...repeated(10, OPEN_MOUTH)];
    const found = labels(posed, false);
    expect([found[9], found[19], found[29]]).toEqual(['neutral', 'happiness', 'surprise']);
    // Of what was said before, only the last two seconds count once speech has ended.
    const smoother = new Smoother({ classes: CLASSES, windowMs: 2_000, hysteresis: 0.08 });
    const samples = repeated(20, CALM).map((scores, at) =>
      smoother.next(at * STEP_MS, { state: 'ok', scores, faceHeight: 90, speaking: true }),
    );
    for (let at = 20; at < 30; at++) samples.push(smoother.next(at * STEP_MS, { state: 'ok', scores: SMILE, faceHeight: 90 }));
    expect(samples.at(-1)?.smoothed).toEqual(SMILE.map((score) => expect.closeTo(score, 10) as number));
  });

  it('goes on in another process where it was, in the middle of a word', () => {
    const options = { classes: CLASSES, windowMs: 2_000, hysteresis: 0.08 };
    const first = new Smoother(options);
    talk.forEach((scores, at) => first.next(at * STEP_MS, { state: 'ok', scores, faceHeight: 90, speaking: at % 2 === 0 }));
    const second = new Smoother(options, JSON.parse(JSON.stringify(first.state)) as SmootherState);
    const next = { state: 'ok', scores: OPEN_MOUTH, faceHeight: 90, speaking: true } as const;
    expect(second.next(60 * STEP_MS, { ...next, scores: [...next.scores] })).toEqual(
      first.next(60 * STEP_MS, { ...next, scores: [...next.scores] }),
    );
  });
});
