import { describe, expect, it } from 'vitest';
import { moment } from '#contracts/recording';
import { columnsOf, faceOf, none, ok, random, randomSamples, run, runOf } from '../testing/samples.ts';
import { parseQuery } from './parse.ts';
import { type QueryInput, runQuery } from './run.ts';

const FIRST = faceOf(1, [
  ...run(0, 10_000, 'neutral'),
  ...run(10_000, 14_000, 'happiness', 0.9),
  ...runOf(14_000, 18_000, 'no-face'),
  ...run(18_000, 24_000, 'sadness', 0.6),
  ...runOf(24_000, 26_000, 'uncertain'),
  ...run(26_000, 30_000, 'neutral', 0.5),
]);
const SECOND = faceOf(2, run(16_000, 22_000, 'happiness', 0.7), 'Jan Novák');
const INPUT: QueryInput = {
  faces: [FIRST, SECOND],
  durationMs: 30_000,
  lagMs: 0,
  utterances: [
    { speaker: 'JN', text: 'I do not sleep well.', startMs: 20_000, endMs: 21_000 },
    { speaker: 'Dr A', text: 'Nespala jste? Spánek je důležitý.', startMs: 11_000, endMs: 12_000 },
    { speaker: 'Dr A', text: 'Asleep?', startMs: 5_000, endMs: 5_000 },
  ],
};

function moments(text: string, input = INPUT) {
  const { query, problem } = parseQuery(text);
  if (query === null) throw new Error(problem.message);
  return runQuery(query, input);
}
const found = (text: string) =>
  moments(text).map(({ startMs, endMs, participantId, label }) => `${startMs / 1000}-${endMs / 1000} ${participantId[0]} ${label}`);

describe('a query finds', () => {
  it.each([
    ['happy', ['10-14 1 happiness', '16-22.8 2 happiness']],
    ['happy face 1', ['10-14 1 happiness']],
    ['happy not face 1', ['16-22.8 2 happiness']],
    ['happy face "jan novak"', ['16-22.8 2 happiness']],
    ['tvář 2', ['16-22.8 2 happiness']],
    ['not neutral', ['10-14 1 happiness', '16-22.8 2 happiness', '18-24 1 sadness']],
    ['happy or sad', ['10-14 1 happiness', '16-22.8 2 happiness', '18-24 1 sadness']],
    ['happy > 0.8', ['10-14 1 happiness']],
    ['happy < 0.12', ['0-10 1 happiness']],
    ['happiness between 12 s and 20 s', ['12-14 1 happiness', '16-20 2 happiness']],
    ['happy for 5 s', ['16-22.8 2 happiness']],
    ['happy shorter than 5 s', ['10-14 1 happiness']],
    ['(happy for 5 s) before 18 s', ['16-18 2 happiness']],
    ['happy for 5 s before 18 s', []],
    ['neutral > 0.15 sad > 0.5', ['18-24 1 neutral']],
    ['sad while "sleep"', ['20-21 1 sadness']],
    ['smutný když řekl "SLEEP"', ['20-21 1 sadness']],
    ['said "sleep"', ['20-21 1 sadness']],
    ['"spanek"', ['11-12 1 happiness']],
    ['"spánek je"', ['11-12 1 happiness']],
    ['"sleep spánek"', []],
    ['"asleep"', ['5-5.25 1 neutral']],
    ['uncertain', ['24-26 1 uncertain']],
    ['no face', ['14-16 1 no-face']],
    ['not no face first 20 s', ['0-14 1 neutral', '16-20 2 happiness']],
    ['sad in the last 10 s', ['20-24 1 sadness']],
    ['in the first 11 s', ['0-10 1 neutral', '10-11 1 happiness']],
    ['face 1 sad and face 2 happy', ['18-22.8 1 sadness', '18-22.8 2 happiness']],
    ['faces 1 and 2 are happy', []],
    ['happy face 2 and face 1 uncertain', []],
    ['face 1 sad and face 2 happy after 0:20', ['20-22.8 1 sadness', '20-22.8 2 happiness']],
    ['no estimate face 1', ['14-18 1 no-face', '24-26 1 uncertain']],
    ['very likely happy', ['10-14 1 happiness']],
    ['likely happy', ['16-22.8 2 happiness']],
    ['after 1:00', []],
    ['fear', []],
  ])('%s', (text, expected) => expect(found(text)).toEqual(expected));

  it('says what was said then, how likely it was, and fits its contract', () => {
    const [happy] = moments('happy face 1');
    expect(moment.parse(happy)).toEqual(happy);
    expect(happy).toMatchObject({
      probability: expect.closeTo(0.9, 9) as number,
      said: [{ speaker: 'Dr A', text: 'Nespala jste? Spánek je důležitý.', startMs: 11_000 }],
    });
    expect(moments('uncertain')[0]).toMatchObject({ label: 'uncertain', probability: 0, said: [] });
  });

  it('borders where the face changed', () => {
    expect(
      moments('sad', { ...INPUT, faces: [faceOf(1, [...run(0, 5_000, 'neutral'), ...run(5_000, 9_000, 'sadness')])], lagMs: 1_000 }),
    ).toMatchObject([{ startMs: 4_000, endMs: 9_800 }]);
  });

  it('knows a model by the names of people', () => {
    const samples = columnsOf(
      run(0, 3_000, 'happiness').map((sample) => ({ ...sample, label: 'happy' })),
      ['neutral', 'happy', 'sad'],
    );
    const face = { ...faceOf(1, []), samples };
    expect(moments('joy > 0.5', { ...INPUT, faces: [face] })).toMatchObject([{ label: 'happiness', startMs: 0 }]);
    expect(moments('joy', { ...INPUT, faces: [face] })).toMatchObject([{ label: 'happiness', startMs: 0 }]);
  });

  it('the time before the first estimate, and without any', () => {
    const early = run(0, 2_000, 'neutral').map((sample) => ({ ...sample, label: null, smoothed: null }));
    const input = { ...INPUT, faces: [faceOf(1, [...early, ...run(2_000, 30_000, 'neutral')])] };
    expect(moments('no estimate yet', input)).toMatchObject([{ startMs: 0, endMs: 2_000, label: 'ok', probability: 0 }]);
    expect(moments('no estimate', input)).toMatchObject([{ startMs: 0, endMs: 2_000, label: 'uncertain' }]);
  });

  it('nothing where nothing is', () => {
    for (const text of ['happy', 'said "sleep"', 'no face', 'after 1:00']) expect(moments(text, { ...INPUT, faces: [] })).toEqual([]);
    expect(moments('happy', { ...INPUT, durationMs: 0 })).toEqual([]);
    expect(moments('said "sleep"', { ...INPUT, faces: [faceOf(1, [none(0, 'paused')])] })).toMatchObject([
      { label: 'paused', probability: 0 },
    ]);
  });
});

describe('moments of any samples', () => {
  const QUERIES = [
    'happy',
    'not happy',
    'happy > 0.5',
    'not (happy > 0.5 or sad)',
    'happy or sad for 2 s',
    'no face',
    'not no face',
    'uncertain or neutral',
    'said "a"',
    'not said "a"',
    'face 2',
    'in the last 20 s',
    'happy while "b" or no face',
    'not uncertain longer than 3 s',
    'happy or said "a"',
    'no face or said "b"',
  ];

  it('are in order, inside the video, and those of one face and label are disjoint', () => {
    for (let seed = 0; seed < 25; seed++) {
      const next = random(seed);
      const durationMs = 1_000 + next() * 90_000;
      const faces = [1, 2].map((number) => faceOf(number, randomSamples(seed * 2 + number, durationMs)));
      const utterances = Array.from({ length: 10 }, () => ({
        speaker: 'A',
        text: next() < 0.5 ? 'a word' : 'b words',
        startMs: next() * 100_000,
        endMs: next() * 100_000,
      }));
      for (const text of QUERIES) {
        const all = moments(text, { faces, utterances, durationMs, lagMs: seed % 2 === 0 ? 0 : 667 });
        const ends = new Map<string, number>();
        expect(all.map(({ startMs }) => startMs)).toEqual(all.map(({ startMs }) => startMs).sort((a, b) => a - b));
        for (const { startMs, endMs, participantId, label, probability } of all) {
          expect(startMs).toBeGreaterThanOrEqual(ends.get(participantId + label) ?? 0);
          expect(endMs).toBeGreaterThan(startMs);
          expect(endMs).toBeLessThanOrEqual(durationMs);
          expect(probability).toBeLessThanOrEqual(1);
          ends.set(participantId + label, endMs);
        }
      }
    }
  });

  it('and of what is not that make up the whole', () => {
    const samples = randomSamples(1, 60_000);
    const input = { ...INPUT, faces: [faceOf(1, samples)], durationMs: 60_000 };
    const time = (text: string) => moments(text, input).reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
    expect(time('happy') + time('not happy')).toBeCloseTo(time('any expression'), 6);
    expect(time('said "sleep"') + time('not said "sleep"')).toBeCloseTo(60_000, 6);
    expect(time('not (happy or sad)')).toBeCloseTo(time('neutral'), 6);
  });

  it('keep a label as long as it leads, whatever the steps', () => {
    expect(moments('sad', { ...INPUT, faces: [faceOf(1, [ok(0, 'sadness'), ok(3_000, 'sadness'), ok(6_000, 'sadness')])] })).toMatchObject([
      { startMs: 0, endMs: 10_500 },
    ]);
  });
});
