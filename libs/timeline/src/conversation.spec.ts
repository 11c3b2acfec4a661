import { expect, it } from 'vitest';
import type { Utterance } from '#contracts/transcript';
import { conversationOf } from './conversation.ts';

const [ADA, PAT] = ['ada', 'pat'];
const NAMES = new Map([[ADA, 'Dr Ada']]);
const said = (participantId: string | null, startMs: number, endMs: number, text = 'Yes.') =>
  ({ participantId, startMs, endMs, text, speaker: 'Patricia', id: '', source: 'speech' }) as Utterance;
const of = (...utterances: Utterance[]) => conversationOf([], utterances, NAMES)!;
const speaker = (conversation: ReturnType<typeof of>, id: string) =>
  conversation.speakers.find(({ participantId }) => participantId === id)!;

it('is null where nobody is known to have spoken', () => {
  expect(conversationOf([], [], NAMES)).toBeNull();
  expect(conversationOf([], [said(null, 0, 1_000)], NAMES)).toBeNull();
});

it('counts silences of three seconds between words, not before the first and after the last', () => {
  const { silences } = of(said(ADA, 60_000, 61_000), said(PAT, 63_900, 65_000), said(ADA, 68_000, 69_000), said(PAT, 75_000, 76_000));
  expect(silences).toEqual({ count: 2, totalMs: 9_000, longestMs: 6_000 });
});

it('measures pace by the time that a person speaks, and not of a few words', () => {
  const twenty = Array.from({ length: 20 }, (_, i) => `w${i}`).join(' ');
  const conversation = of(said(ADA, 0, 10_000, twenty), said(PAT, 20_000, 21_000, 'Well – yes.'));
  expect(speaker(conversation, ADA).wordsPerMinute).toBe(120);
  expect(speaker(conversation, PAT).wordsPerMinute).toBeNull();
});

it('takes the median of at least three answers as response time', () => {
  const rounds = [1_000, 2_000, 9_000].flatMap((gap, i) => [
    said(ADA, i * 30_000, i * 30_000 + 5_000),
    said(PAT, i * 30_000 + 5_000 + gap, i * 30_000 + 16_000),
  ]);
  expect(speaker(of(...rounds), PAT).responseMs).toBe(2_000);
  expect(speaker(of(...rounds.slice(0, 4)), PAT).responseMs).toBeNull();
  // Twenty seconds later is no answer.
  expect(speaker(of(...rounds), ADA).responseMs).toBeNull();
});

it('tells interruptions from "mhm" and from two who begin together', () => {
  expect(speaker(of(said(ADA, 0, 10_000), said(PAT, 4_000, 8_000)), PAT).interruptions).toBe(1);
  expect(speaker(of(said(ADA, 0, 10_000), said(PAT, 4_000, 4_600, 'Mhm.')), PAT).interruptions).toBe(0);
  expect(speaker(of(said(ADA, 0, 10_000), said(PAT, 200, 3_000)), PAT).interruptions).toBe(0);
  expect(speaker(of(said(ADA, 0, 10_000), said(PAT, 9_800, 13_000)), PAT).interruptions).toBe(0);
});

it('counts questions', () => {
  expect(speaker(of(said(ADA, 0, 5_000, 'How are you? And sleep?! I see.')), ADA).questions).toBe(2);
});

it('falls back to turns, which tell no words and no overlaps', () => {
  const turns = [0, 1, 2, 3].map((i) => ({ participantId: i % 2 === 0 ? ADA : PAT, startMs: i * 5_000, endMs: i * 5_000 + 4_000 }));
  expect(conversationOf(turns, [], NAMES)).toEqual({
    source: 'turns',
    silences: { count: 0, totalMs: 0, longestMs: 0 },
    speakers: [ADA, PAT].map((participantId) => ({
      participantId,
      name: NAMES.get(participantId) ?? '',
      wordsPerMinute: null,
      responseMs: null,
      interruptions: null,
      questions: null,
    })),
  });
});

it('names people whom only the transcript has', () => {
  expect(of(said(ADA, 0, 1_000), said(PAT, 2_000, 3_000)).speakers.map(({ name }) => name)).toEqual(['Dr Ada', 'Patricia']);
});

it('takes as many utterances as a call may have', () => {
  const many = Array.from({ length: 200_000 }, (_, i) => said(ADA, i * 4_000, i * 4_000 + 500));
  expect(of(...many.slice(0, 1_000)).silences.count).toBe(999);
  expect(conversationOf([], many, NAMES)!.silences).toEqual({ count: 199_999, totalMs: 199_999 * 3_500, longestMs: 3_500 });
});
