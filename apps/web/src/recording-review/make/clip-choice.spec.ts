import { describe, expect, it } from 'vitest';
import { type ParticipantSummary, type Segment } from '#contracts/summary';
import { FERPLUS } from '../../timeline/testing.ts';
import { clipsOf, emotionsIn, totalMs } from './clip-choice.ts';

const segment = (label: string, startMs: number, endMs: number, probability: number): Segment => ({
  label,
  startMs,
  endMs,
  probability,
  coverage: 1,
});
const person = (participantId: string, classes: string[], segments: Segment[]): ParticipantSummary => ({
  participantId,
  name: '',
  role: 'patient',
  talkShare: 0,
  talkMs: 0,
  expression: { classes, coverage: 1, timeMs: {}, withoutEstimateMs: {}, expressivity: null, segments, changePoints: [], strongest: [] },
});
const PEOPLE = [
  person('a', FERPLUS, [
    segment('happiness', 1_000, 3_000, 0.9),
    segment('neutral', 3_000, 8_000, 0.6),
    segment('happiness', 8_000, 9_000, 0.5),
  ]),
  person('b', FERPLUS, [segment('happiness', 2_500, 4_000, 0.8)]),
];
const CHOICE = { emotions: ['happiness'] as const, minConfidence: 0.5, paddingMs: 0, participantId: null };

describe('clipsOf', () => {
  it('joins the segments of any face, pads them and stays in the video', () => {
    expect(clipsOf(PEOPLE, { ...CHOICE, paddingMs: 2_000 }, 10_000)).toEqual([{ startMs: 0, endMs: 10_000, label: 'happiness' }]);
    expect(clipsOf(PEOPLE, CHOICE, 10_000).map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
      [1_000, 4_000],
      [8_000, 9_000],
    ]);
  });

  it('takes one face, and only what is likely enough', () => {
    const clips = clipsOf(PEOPLE, { ...CHOICE, minConfidence: 0.6, participantId: 'a' }, 10_000);
    expect(clips).toHaveLength(1);
    expect(totalMs(clips)).toBe(2_000);
  });

  it("knows a model's own class names", () => {
    expect(clipsOf([person('c', ['angry', 'happy'], [segment('happy', 0, 1_000, 0.9)])], CHOICE, 10_000)).toHaveLength(1);
  });
});

describe('emotionsIn', () => {
  it('offers what the model knows, with the number of segments', () => {
    expect(emotionsIn([person('c', ['angry', 'happy'], [segment('happy', 0, 1_000, 0.9)])])).toEqual([
      { emotion: 'happiness', segments: 1 },
      { emotion: 'anger', segments: 0 },
    ]);
  });
});
