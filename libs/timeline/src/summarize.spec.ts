import { describe, expect, it } from 'vitest';
import type { EmotionSample } from '#contracts/emotion';
import { callSummary } from '#contracts/summary';
import { ExpressionTrack } from './expression-track.ts';
import { toMarkdown, toNoteBlock, UNREVIEWED_LINE } from './markdown.ts';
import { changePointsOf, segmentsOf, strongestOf } from './segments.ts';
import { summarize } from './summarize.ts';
import { columnsOf, faceOf, none, ok, run, runOf } from './testing/samples.ts';

const PATIENT = '11111111-1111-4111-8111-111111111111';
const CLINICIAN = '22222222-2222-4222-8222-222222222222';

function setup(samples: EmotionSample[], durationMs: number) {
  return summarize({
    call: { id: '33333333-3333-4333-8333-333333333333', title: 'Check-up', startedAt: '2026-01-01T10:00:00.000Z', durationMs },
    unreviewed: true,
    participants: [
      { id: CLINICIAN, name: 'Dr A', role: 'clinician' },
      { id: PATIENT, name: 'Jan', role: 'patient' },
    ],
    samples: [{ participantId: PATIENT, samples: columnsOf(samples) }],
    turns: [
      { participantId: CLINICIAN, startMs: 0, endMs: 2_500 },
      { participantId: PATIENT, startMs: 2_500, endMs: 5_000 },
    ],
    utterances: [
      {
        id: '44444444-4444-4444-8444-444444444444',
        participantId: CLINICIAN,
        speaker: 'Dr A',
        startMs: 500,
        endMs: 1_500,
        text: 'How are you?',
        source: 'browser',
      },
      {
        id: '55555555-5555-4555-8555-555555555555',
        participantId: PATIENT,
        speaker: 'Jan',
        startMs: 4_500,
        endMs: 5_500,
        text: 'Well <b>enough</b>',
        source: 'browser',
      },
    ],
  });
}

describe('a track', () => {
  it('lets a sample stand until the next, but not for more than a second', () => {
    const track = new ExpressionTrack(columnsOf([ok(0, 'neutral'), ok(200, 'neutral'), ok(5_000, 'sadness')]), 10_000);
    expect(track.pieces.map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
      [0, 200],
      [200, 1_200],
      [5_000, 6_000],
    ]);
  });

  it('stops with the call', () => {
    expect(new ExpressionTrack(columnsOf([ok(0, 'neutral'), ok(900, 'neutral')]), 500).pieces).toMatchObject([{ startMs: 0, endMs: 500 }]);
  });

  it('gives shares of the time with an estimate, and the coverage of the span', () => {
    const track = new ExpressionTrack(
      columnsOf([...run(0, 1_000, 'neutral'), ...run(1_000, 4_000, 'sadness'), none(4_000, 'no-face')]),
      10_000,
    );
    expect(track.distribution(0, 8_000)).toEqual({ coverage: 0.5, shares: { neutral: 0.25, sadness: 0.75 }, leading: 'sadness' });
    expect(track.distribution(6_000, 8_000)).toEqual({ coverage: 0, shares: null, leading: null });
  });

  it('draws a spark with gaps as gaps', () => {
    const track = new ExpressionTrack(columnsOf([...run(0, 1_000, 'neutral', 0.9), none(1_000, 'no-face')]), 4_000);
    expect(track.spark(0, 4_000, 4).map((step) => step?.label ?? null)).toEqual(['neutral', null, null, null]);
  });
});

describe('segments', () => {
  it('bridge short pauses, which lower their coverage, and not long ones', () => {
    const segments = segmentsOf(
      new ExpressionTrack(
        columnsOf([
          ...run(0, 2_000, 'sadness'),
          none(2_000, 'uncertain'),
          ...run(3_000, 4_000, 'sadness'),
          none(4_000, 'no-face'),
          ...run(9_000, 10_000, 'sadness'),
        ]),
        10_000,
      ),
    );
    expect(segments).toMatchObject([
      { startMs: 0, endMs: 4_000, coverage: 0.75 },
      { startMs: 9_000, endMs: 10_000, coverage: 1 },
    ]);
    expect(changePointsOf(segments)).toEqual([{ atMs: 0, from: null, to: 'sadness' }]);
  });

  it('leave a flicker out and join what it parted', () => {
    const segments = segmentsOf(
      new ExpressionTrack(columnsOf([...run(0, 2_000, 'neutral'), ok(2_000, 'sadness'), ...run(2_200, 4_000, 'neutral')]), 4_000),
    );
    expect(segments).toMatchObject([{ label: 'neutral', startMs: 0, endMs: 4_000 }]);
  });

  it('are strong when likely and long, and never neutral', () => {
    const strongest = strongestOf(
      segmentsOf(
        new ExpressionTrack(
          columnsOf([...run(0, 5_000, 'neutral', 0.99), ...run(5_000, 6_000, 'sadness', 0.9), ...run(6_000, 10_000, 'happiness', 0.7)]),
          10_000,
        ),
      ),
    );
    expect(strongest.map((segment) => segment.label)).toEqual(['sadness', 'happiness']);
  });
});

describe('a summary', () => {
  const summary = setup([...run(0, 4_000, 'neutral'), ...run(4_000, 8_000, 'sadness'), none(8_000, 'no-face')], 10_000);

  it('fits its contract and accounts for all of the time', () => {
    expect(callSummary.parse(summary)).toEqual(summary);
    const { expression } = summary.participants[1] ?? {};
    expect(expression?.coverage).toBe(0.8);
    expect(expression?.timeMs).toEqual({ neutral: 4_000, happiness: 0, sadness: 4_000 });
    expect(expression?.withoutEstimateMs).toEqual({ 'no-face': 1_000, paused: 1_000 });
    expect(expression?.changePoints).toEqual([
      { atMs: 0, from: null, to: 'neutral' },
      { atMs: 4_000, from: 'neutral', to: 'sadness' },
    ]);
  });

  it('says what was said in the strongest segments, and who spoke how long', () => {
    expect(summary.participants[1]?.expression?.strongest).toMatchObject([
      { label: 'sadness', said: [{ speaker: 'Jan', text: 'Well <b>enough</b>' }] },
    ]);
    expect(summary.participants.map((participant) => participant.talkShare)).toEqual([0.25, 0.25]);
  });

  it('gives each utterance the expression of the analysed participant, whoever speaks', () => {
    expect(summary.transcript.map((utterance) => utterance.emotion.leading)).toEqual(['neutral', 'sadness']);
    expect(summary.transcript[0]?.spark).toHaveLength(4);
  });

  it("says whose expression that is: never the clinician's, who is not analysed", () => {
    expect(summary.transcript.map(({ emotionOf }) => emotionOf)).toEqual([
      { participantId: PATIENT, name: 'Jan', part: 'listening' },
      { participantId: PATIENT, name: 'Jan', part: 'speaking' },
    ]);
    const said = toMarkdown(summary).split('## Transcript')[1];
    expect(said).toContain('Dr A: How are you? _(Jan listening: likely neutral, 100% of the time');
    expect(said).toContain('Jan: Well \\<b\\>enough\\</b\\> _(likely sadness');
  });

  it('has no expression for whoever was only ever paused', () => {
    expect(setup([none(0, 'paused')], 10_000).participants[1]?.expression).toBeNull();
  });

  it('becomes Markdown that says what it is and takes text as text', () => {
    const markdown = toMarkdown(summary);
    expect(markdown).toContain(`# Summary: Check-up\n\n> ${UNREVIEWED_LINE}`);
    expect(markdown).toContain('| sadness | 0:04 | 50% | 80% |');
    expect(markdown).toContain('Well \\<b\\>enough\\</b\\>');
    expect(toNoteBlock(summary)).not.toContain('Transcript');
  });
});

describe('a summary of a recording with several faces', () => {
  const faces = [
    faceOf(1, [...run(0, 10_000, 'neutral'), ...run(10_000, 20_000, 'sadness')], 'Face 1'),
    faceOf(2, run(5_000, 8_000, 'happiness'), 'JN'),
    faceOf(3, runOf(5_000, 6_000, 'uncertain'), 'Face 3'),
  ];
  const summary = summarize({
    call: { id: '33333333-3333-4333-8333-333333333333', title: 'Session.mp4', startedAt: null, durationMs: 20_000 },
    unreviewed: true,
    lagMs: 667,
    onePicture: true,
    participants: faces.map(({ participantId, name }) => ({ id: participantId, name, role: 'patient' })),
    samples: faces,
    turns: [],
    utterances: [
      {
        id: '44444444-4444-4444-8444-444444444444',
        participantId: faces[1]!.participantId,
        speaker: 'JN',
        startMs: 6_000,
        endMs: 7_000,
        text: 'I slept',
        source: 'srt',
      },
      {
        id: '55555555-5555-4555-8555-555555555555',
        participantId: null,
        speaker: 'Somebody',
        startMs: 12_000,
        endMs: 13_000,
        text: 'Did you?',
        source: 'srt',
      },
    ],
  });
  const of = (face: number) => summary.participants[face - 1]?.expression;

  it('fits its contract and keeps the faces apart', () => {
    expect(callSummary.parse(summary)).toEqual(summary);
    expect(of(1)?.coverage).toBe(1);
    expect(of(2)).toMatchObject({ coverage: 0.19, timeMs: { neutral: 0, happiness: 3_800, sadness: 0 } });
    expect(of(3)).toMatchObject({ coverage: 0, segments: [], strongest: [] });
  });

  it('changes where the face changed, and keeps the times at which there was one', () => {
    expect(of(1)?.changePoints).toMatchObject([
      { atMs: 0, to: 'neutral' },
      { atMs: 9_400, to: 'sadness' },
    ]);
    expect(of(2)?.segments).toMatchObject([{ startMs: 5_000, endMs: 8_800 }]);
  });

  it('joins an utterance to the face of its speaker, else to the one seen most', () => {
    expect(summary.transcript.map(({ emotion }) => emotion.leading)).toEqual(['happiness', 'sadness']);
    expect(summary.transcript.map(({ emotionOf }) => [emotionOf?.name, emotionOf?.part])).toEqual([
      ['JN', 'speaking'],
      ['Face 1', 'unknown'],
    ]);
    expect(toMarkdown(summary)).toContain('Somebody: Did you? _(Face 1: likely sadness');
  });

  it('accounts for the time of each face', () => {
    for (const { expression } of summary.participants) {
      const total = [...Object.values(expression?.timeMs ?? {}), ...Object.values(expression?.withoutEstimateMs ?? {})].reduce(
        (sum, ms) => sum + ms,
        0,
      );
      expect(total).toBeCloseTo(20_000, 6);
    }
  });

  it('counts the time in which others were in the picture as time without this face', () => {
    expect(of(1)?.withoutEstimateMs).toEqual({});
    expect(of(2)?.withoutEstimateMs).toEqual({ 'no-face': 16_200 });
  });

  it('becomes Markdown with a section per face', () => {
    expect(toMarkdown(summary)).toMatch(/## Face 1[\s\S]*## JN[\s\S]*likely happiness[\s\S]*## Face 3/);
  });
});
