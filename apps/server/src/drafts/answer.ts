import { z } from 'zod';
import type { Claim } from './checks/check-statement.ts';

const MAX_CLAIMS = 300;
const claim = z.object({
  section: z.string().max(100),
  statement: z.string().max(5_000),
  utteranceIds: z.array(z.string().max(40)).max(100),
  quote: z.string().max(20_000),
});
const answer = z.object({ statements: z.array(z.unknown()).max(MAX_CLAIMS) });

/** `unreadable`: how many items are no claim. */
export type ReadAnswer = { claims: Claim[]; unreadable: number } | { problem: string };

/** Reads what a model answered; a code fence around it does not count. `problem`: a sentence that says what is wrong. */
export function readAnswer(text: string): ReadAnswer {
  let json: unknown;
  try {
    json = JSON.parse(unfenced(text));
  } catch {
    return { problem: 'It is not JSON.' };
  }
  const read = answer.safeParse(json);
  if (!read.success) return { problem: `It needs "statements", a list of at most ${MAX_CLAIMS}.` };
  const items = read.data.statements.map((item) => claim.safeParse(item));
  return { claims: items.flatMap(({ data }) => data ?? []), unreadable: items.filter(({ success }) => !success).length };
}

/** Without Markdown's fence, and without what a reasoning model thinks aloud before it. */
function unfenced(text: string): string {
  const thought = text.lastIndexOf('</think>');
  const answered = (thought === -1 ? text : text.slice(thought + '</think>'.length)).trim();
  if (!answered.startsWith('```')) return answered;
  const [start, end] = [answered.indexOf('\n'), answered.lastIndexOf('```')];
  return start === -1 || end <= start ? answered : answered.slice(start + 1, end);
}
