import type { SpeakingTurn } from '#contracts/call';
import type { Conversation } from '#contracts/summary';
import type { Utterance } from '#contracts/transcript';
import { type Stretches, union } from './stretches.ts';

/** Pauses of one speaker that are shorter are within a sentence. */
const BREATH_MS = 300;
/** Nobody speaks for at least so long, between the first and the last word of a call. */
const SILENCE_MS = 3_000;
/** Who answers later is not answering. */
const LONGEST_RESPONSE_MS = 10_000;
const FEWEST_RESPONSES = 3;
/** Of a pace. */
const FEWEST_WORDS = 20;
/** An interruption begins so long after the other began and before the other ends, and goes on: "mhm" is none. */
const OVERLAP_MS = 500;
const SHORTEST_INTERRUPTION_MS = 1_000;

interface Speech {
  participantId: string;
  startMs: number;
  endMs: number;
}
type Speaker = Conversation['speakers'][number];

/**
 * Silences, pace, response times, interruptions and questions, without any model. From utterances whose speakers are known; where there are none,
 * from the turns of the active speaker, which tell neither words nor overlaps. Null where nobody spoke.
 */
export function conversationOf(
  turns: readonly SpeakingTurn[],
  utterances: readonly Utterance[],
  names: ReadonlyMap<string, string>,
): Conversation | null {
  const known = utterances.flatMap((one) => (one.participantId === null ? [] : [{ ...one, participantId: one.participantId }]));
  const source = known.length > 0 ? 'transcript' : 'turns';
  const speech = known.length > 0 ? known : turns;
  if (speech.length === 0) return null;
  const ids = [...new Set(speech.map(({ participantId }) => participantId))];
  const stretches = ids
    .flatMap((participantId) =>
      union(
        speech.filter((one) => one.participantId === participantId),
        BREATH_MS,
      ).map((stretch) => ({ participantId, ...stretch })),
    )
    .toSorted((a, b) => a.startMs - b.startMs);
  return {
    source,
    silences: silencesOf(union(stretches)),
    speakers: ids.map((participantId): Speaker => {
      const own = known.filter((one) => one.participantId === participantId);
      return {
        participantId,
        name: names.get(participantId) ?? own[0]?.speaker ?? '',
        wordsPerMinute: source === 'turns' ? null : paceOf(own),
        responseMs: responseOf(stretches, participantId),
        interruptions: source === 'turns' ? null : interruptionsOf(stretches, participantId),
        questions: source === 'turns' ? null : own.reduce((sum, { text }) => sum + (text.match(/[?？؟]+/g)?.length ?? 0), 0),
      };
    }),
  };
}

function silencesOf(spoken: Stretches): Conversation['silences'] {
  const gaps = spoken
    .slice(1)
    .map(({ startMs }, index) => startMs - spoken[index]!.endMs)
    .filter((ms) => ms >= SILENCE_MS);
  return {
    count: gaps.length,
    totalMs: gaps.reduce((sum, ms) => sum + ms, 0),
    longestMs: gaps.reduce((longest, ms) => Math.max(longest, ms), 0),
  };
}

function paceOf(own: readonly { text: string; startMs: number; endMs: number }[]): number | null {
  const words = own.reduce((sum, { text }) => sum + text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length, 0);
  const spokenMs = union(own, BREATH_MS).reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
  return words < FEWEST_WORDS || spokenMs === 0 ? null : Math.round(words / (spokenMs / 60_000));
}

/** `stretches` by their beginnings. */
function responseOf(stretches: readonly Speech[], participantId: string): number | null {
  const responses = stretches.slice(1).flatMap((stretch, index) => {
    const before = stretches[index]!;
    const ms = stretch.startMs - before.endMs;
    const answers = stretch.participantId === participantId && before.participantId !== participantId;
    return answers && ms >= 0 && ms <= LONGEST_RESPONSE_MS ? [ms] : [];
  });
  if (responses.length < FEWEST_RESPONSES) return null;
  const sorted = responses.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}

function interruptionsOf(stretches: readonly Speech[], participantId: string): number {
  /** Of the others so far, the one who speaks longest. */
  let other: Speech | null = null;
  let count = 0;
  for (const stretch of stretches) {
    if (stretch.participantId !== participantId) {
      if (other === null || stretch.endMs > other.endMs) other = stretch;
    } else if (
      other !== null &&
      stretch.startMs - other.startMs >= OVERLAP_MS &&
      other.endMs - stretch.startMs >= OVERLAP_MS &&
      stretch.endMs - stretch.startMs >= SHORTEST_INTERRUPTION_MS
    )
      count++;
  }
  return count;
}
