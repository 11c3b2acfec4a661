import { describe, expect, it } from 'vitest';
import { Segmenter } from './segmenter.ts';
import { FRAME_MS } from './voice-activity.ts';

/** What comes of frames with these probabilities: each utterance with its start, end and number of frames. */
function cut(probabilities: readonly number[], finish = false) {
  const utterances: { startMs: number; soundMs: number; endMs: number | null; frames: number[] }[] = [];
  const segmenter = new Segmenter({
    begin: (startMs, soundMs) => utterances.push({ startMs, soundMs, endMs: null, frames: [] }),
    frame: ([first]) => utterances.at(-1)!.frames.push(first!),
    end: (endMs) => (utterances.at(-1)!.endMs = endMs),
  });
  probabilities.forEach((probability, index) =>
    segmenter.take({ sound: Float32Array.of(index), atMs: (index + 1) * FRAME_MS, probability }),
  );
  if (finish) segmenter.finish();
  return utterances;
}

const frames = (count: number, probability: number) => Array.from({ length: count }, () => probability);

describe('Segmenter', () => {
  it('makes nothing of silence, noise below the threshold, or a click', () => {
    expect(cut(frames(3_000, 0))).toEqual([]);
    expect(cut(frames(3_000, 0.45))).toEqual([]);
    expect(cut([...frames(50, 0), ...frames(3, 0.9), ...frames(50, 0), ...frames(2, 1), ...frames(50, 0)])).toEqual([]);
  });

  it('gives an utterance from a little before its speech to a pause after it, in order', () => {
    const [utterance, ...more] = cut([...frames(50, 0), ...frames(40, 0.9), ...frames(60, 0)]);
    expect(more).toEqual([]);
    expect(utterance!.startMs).toBeCloseTo(50 * FRAME_MS);
    expect(utterance!.soundMs).toBeCloseTo(42 * FRAME_MS);
    expect(utterance!.endMs).toBeCloseTo(90 * FRAME_MS);
    expect(utterance!.frames[0]).toBe(42);
    expect(utterance!.frames).toEqual(utterance!.frames.map((_, index) => 42 + index));
    expect(utterance!.frames.at(-1)).toBe(90 + 18);
  });

  it('goes on through a breath, and begins anew after a pause', () => {
    expect(cut([...frames(20, 1), ...frames(12, 0), ...frames(20, 1), ...frames(60, 0)])).toHaveLength(1);
    expect(cut([...frames(20, 1), ...frames(30, 0), ...frames(20, 1), ...frames(60, 0)])).toHaveLength(2);
  });

  it('never gives more than 30 seconds, cuts where speech is weakest late, and loses nothing', () => {
    const utterances = cut(frames(3_000, 0.9), true);
    expect(Math.max(...utterances.map(({ frames: { length } }) => length)) * FRAME_MS).toBeLessThanOrEqual(30_100);
    expect(utterances.flatMap((one) => one.frames)).toEqual(Array.from({ length: 3_000 }, (_, index) => index));
    const [first] = cut([...frames(850, 0.9), 0.1, ...frames(400, 0.9)]);
    expect(first!.frames.at(-1)).toBe(850);
  });

  it('keeps a sentence that muting ends', () => {
    expect(cut(frames(30, 1), true)[0]).toMatchObject({ endMs: 30 * FRAME_MS });
  });
});
