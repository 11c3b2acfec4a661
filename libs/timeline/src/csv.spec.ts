import { describe, expect, it } from 'vitest';
import { emotionsCsv } from './csv.ts';
import { columnsOf, faceOf, none, ok, random, randomSamples } from './testing/samples.ts';

const lines = (text: string) =>
  text
    .split('\r\n')
    .slice(0, -1)
    .map((line) => line.split(','));

describe('emotions.csv', () => {
  it('has a row per face and analysed frame, by time and then by face', () => {
    const faces = [
      faceOf(2, [{ ...ok(33.366_7, 'sadness', 0.9), box: [5, 6, 7, 8] }]),
      faceOf(1, [
        none(0, 'no-face'),
        { ...ok(33.366_7, 'happiness', 2 / 3), box: [10.04, 20.06, 100, 100.25] },
        { ...ok(66.7, 'happiness'), state: 'uncertain' },
      ]),
    ];
    expect([...emotionsCsv(faces)].join('')).toBe(
      [
        'timeMs,face,x,y,width,height,state,label,probability,neutral,happiness,sadness',
        '0,1,,,,,no-face,,,,,',
        '33.4,1,10,20.1,100,100.3,ok,happiness,0.6667,0.1667,0.6667,0.1667',
        '33.4,2,5,6,7,8,ok,sadness,0.9000,0.0500,0.0500,0.9000',
        '66.7,1,,,,,uncertain,happiness,0.8000,0.1000,0.8000,0.1000',
        '',
      ].join('\r\n'),
    );
  });

  it('is a header alone where there is nothing', () => {
    expect([...emotionsCsv([])]).toEqual(['timeMs,face,x,y,width,height,state,label,probability\r\n']);
  });

  it('quotes what needs it', () => {
    const face = { ...faceOf(1, []), samples: columnsOf([], ['calm, or "so"']) };
    expect([...emotionsCsv([face])].join('')).toContain(',"calm, or ""so"""\r\n');
  });

  it('streams, and loses no sample', () => {
    const faces = [1, 2, 3].map((number) => faceOf(number, randomSamples(number, 300_000 * random(number)())));
    const parts = [...emotionsCsv(faces)];
    const rows = lines(parts.join('')).slice(1);
    expect(rows).toHaveLength(faces.reduce((sum, { samples }) => sum + samples.length, 0));
    expect(Math.max(...parts.map((part) => part.length))).toBeLessThan(50_000);
    const times = rows.map(([timeMs]) => Number(timeMs));
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });
});
