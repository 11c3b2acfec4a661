import { describe, expect, it } from 'vitest';
import type { EmotionSample } from '#contracts/emotion';
import { ExpressionTrack } from './expression-track.ts';
import { labelLagMs } from './lag.ts';
import { segmentsOf } from './segments.ts';
import { CLASSES, columnsOf, none, ok, random, randomSamples, run, runOf, STEP_MS } from './testing/samples.ts';

const LAG = labelLagMs(2_000);
const labels = (track: ExpressionTrack) => segmentsOf(track).map(({ label, startMs, endMs }) => [label, startMs, endMs]);

describe('a track of labels that lag', () => {
  it('changes where the face changed, to half a step', () => {
    const [, sad] = segmentsOf(
      new ExpressionTrack(columnsOf([...run(0, 5_000, 'neutral'), ...run(5_000, 10_000, 'sadness')]), 10_000, LAG),
    );
    expect(Math.abs((sad?.startMs ?? 0) - (5_000 - LAG))).toBeLessThanOrEqual(STEP_MS / 2);
  });

  it('lets the last label hold to the end', () => {
    const track = new ExpressionTrack(columnsOf([...run(0, 5_000, 'neutral'), ...run(5_000, 6_000, 'sadness')]), 6_000, LAG);
    expect(track.pieces.at(-1)).toMatchObject({ label: 'sadness', endMs: 6_000 });
  });

  it('leaves the times at which there is a face as they are', () => {
    const samples = [
      ...runOf(0, 2_000, 'no-face'),
      ...run(2_000, 4_000, 'sadness'),
      ...runOf(4_000, 6_000, 'no-face'),
      ...run(6_000, 8_000, 'happiness'),
    ];
    expect(labels(new ExpressionTrack(columnsOf(samples), 8_000, LAG))).toEqual([
      ['sadness', 2_000, 4_000],
      ['happiness', 6_000, 8_000],
    ]);
  });

  it('takes label, probability and scores from one sample', () => {
    const track = new ExpressionTrack(columnsOf([...run(0, 1_000, 'neutral', 0.6), ...run(1_000, 3_000, 'sadness', 0.9)]), 3_000, LAG);
    for (const piece of track.pieces) expect(track.probabilityIn(piece, CLASSES.indexOf(piece.label ?? ''))).toBe(piece.probability);
    expect(new Set(track.pieces.map(({ probability }) => probability))).toEqual(new Set([0.6, 0.9]));
  });

  it('is the same as without a lag in what is covered, whatever the samples', () => {
    for (let seed = 0; seed < 20; seed++) {
      const samples = randomSamples(seed, 60_000);
      const [without, withLag] = [new ExpressionTrack(columnsOf(samples), 60_000), new ExpressionTrack(columnsOf(samples), 60_000, LAG)];
      expect(withLag.pieces.map(({ startMs, endMs, state }) => [startMs, endMs, state])).toEqual(
        without.pieces.map(({ startMs, endMs, state }) => [startMs, endMs, state]),
      );
    }
  });
});

describe('a track of every Nth frame', () => {
  it('has no gaps where the frames are seconds apart, and has one where some are missing', () => {
    const at = [0, 3_000, 6_000, 9_000, 30_000, 33_000];
    const track = new ExpressionTrack(columnsOf(at.map((atMs) => ok(atMs, 'neutral'))), 36_000);
    expect(track.distribution(0, 12_000).coverage).toBe(1);
    expect(track.within(15_000, 29_000)).toEqual([]);
  });
});

describe('segments of any samples', () => {
  it('are in order, disjoint, inside the video and of known labels', () => {
    for (let seed = 0; seed < 60; seed++) {
      const durationMs = 1_000 + random(seed)() * 120_000;
      const samples: EmotionSample[] = [...randomSamples(seed, durationMs + 5_000), none(durationMs + 5_000, 'paused')];
      const segments = segmentsOf(new ExpressionTrack(columnsOf(samples), durationMs, seed % 2 === 0 ? 0 : LAG));
      let endMs = 0;
      for (const segment of segments) {
        expect(segment.startMs).toBeGreaterThanOrEqual(endMs);
        expect(segment.endMs).toBeGreaterThan(segment.startMs);
        expect(segment.coverage).toBeGreaterThan(0);
        expect(segment.coverage).toBeLessThanOrEqual(1);
        expect(CLASSES).toContain(segment.label);
        ({ endMs } = segment);
      }
      expect(endMs).toBeLessThanOrEqual(durationMs);
    }
  });
});
