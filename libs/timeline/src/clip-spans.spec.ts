import { describe, expect, it } from 'vitest';
import { clipLabels, type ClipOptions, clipSpans, MIN_CLIP_MS, NEAR_MS, spansToCut } from './clip-spans.ts';
import { SampleColumns } from '#contracts/sample-columns';
import { faceOf, random, randomSamples, run } from './testing/samples.ts';

const OPTIONS: ClipOptions = { emotions: ['happiness'], minConfidence: 0, paddingMs: 0, face: null, durationMs: 20_000, lagMs: 0 };
const FACE = faceOf(1, [
  ...run(0, 4_000, 'neutral'),
  ...run(4_000, 6_000, 'happiness', 0.9),
  ...run(6_000, 7_000, 'sadness'),
  ...run(7_000, 9_000, 'neutral'),
  ...run(9_000, 11_000, 'happiness', 0.5),
  ...run(11_000, 20_000, 'neutral'),
]);

describe('clips of emotions', () => {
  it.each<[string, Partial<ClipOptions>, [number, number, string][]]>([
    [
      'are their segments',
      {},
      [
        [4_000, 6_000, 'happiness'],
        [9_000, 11_000, 'happiness'],
      ],
    ],
    ['are those that are likely enough', { minConfidence: 0.6 }, [[4_000, 6_000, 'happiness']]],
    [
      'get padding',
      { paddingMs: 500 },
      [
        [3_500, 6_500, 'happiness'],
        [8_500, 11_500, 'happiness'],
      ],
    ],
    ['are one where padding makes them overlap', { paddingMs: 1_500 }, [[2_500, 12_500, 'happiness']]],
    ['are one where they nearly touch', { paddingMs: 1_400 }, [[2_600, 12_400, 'happiness']]],
    ['are cut to the video', { emotions: ['neutral'], paddingMs: 2_000 }, [[0, 20_000, 'neutral']]],
    [
      'name all that is in them, in order',
      { emotions: ['sadness', 'happiness'] },
      [
        [4_000, 7_000, 'happiness+sadness'],
        [9_000, 11_000, 'happiness'],
      ],
    ],
    ['move with the lag', { lagMs: 1_000, minConfidence: 0.6 }, [[3_000, 5_000, 'happiness']]],
    ['are none for what is not shown', { emotions: ['fear'] }, []],
    ['are none of a face that is not there', { face: 2 }, []],
  ])('%s', (_, options, expected) => {
    expect(clipSpans([FACE], { ...OPTIONS, ...options })).toEqual(expected.map(([startMs, endMs, label]) => ({ startMs, endMs, label })));
  });

  it('are of one face or of any', () => {
    const faces = [FACE, faceOf(2, run(14_000, 16_000, 'happiness'))];
    expect(clipSpans(faces, { ...OPTIONS, face: 2 })).toHaveLength(1);
    expect(clipSpans(faces, OPTIONS)).toHaveLength(3);
  });

  it('know a model by the names of people', () => {
    const samples = new SampleColumns(['neutral', 'happy', 'sad']);
    samples.append(FACE.samples);
    const fer2013 = { ...FACE, samples };
    expect(clipSpans([fer2013], OPTIONS)).toMatchObject([{ label: 'happiness' }, { label: 'happiness' }]);
  });
});

describe('what is to be cut', () => {
  it('is long enough to be seen, and nothing outside the video', () => {
    expect(
      spansToCut(
        [
          { startMs: 5_000, endMs: 5_010, label: 'a' },
          { startMs: 20_000, endMs: 21_000, label: 'b' },
        ],
        { paddingMs: 0, durationMs: 20_000 },
      ),
    ).toEqual([{ startMs: 5_005 - MIN_CLIP_MS / 2, endMs: 5_005 + MIN_CLIP_MS / 2, label: 'a' }]);
  });

  it('is sorted, disjoint and inside the video, whatever is asked for', () => {
    for (let seed = 0; seed < 100; seed++) {
      const next = random(seed);
      const durationMs = 500 + next() * 60_000;
      const options = {
        emotions: ['happiness', 'sadness', 'neutral'].filter(() => next() < 0.6),
        minConfidence: next(),
        paddingMs: next() < 0.3 ? 0 : next() * 3_000,
        face: next() < 0.5 ? null : 1,
        durationMs,
        lagMs: next() * 1_000,
      };
      const faces = [faceOf(1, randomSamples(seed, durationMs)), faceOf(2, randomSamples(seed + 1_000, durationMs))];
      let before = -Infinity;
      for (const { startMs, endMs, label } of clipSpans(faces, options)) {
        expect(startMs - before).toBeGreaterThan(NEAR_MS);
        expect(startMs).toBeGreaterThanOrEqual(0);
        expect(endMs).toBeGreaterThan(startMs);
        expect(endMs).toBeLessThanOrEqual(durationMs);
        expect(options.emotions).toEqual(expect.arrayContaining(clipLabels(label)));
        before = endMs;
      }
    }
  });
});
