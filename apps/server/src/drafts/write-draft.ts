import type { DropReason, DroppedStatement } from '#contracts/draft';
import type { StandingConsent } from '../consent/standing-consent.ts';
import { readAnswer } from './answer.ts';
import type { Claim } from './checks/check-statement.ts';
import type { DraftEndpoint } from './endpoint.ts';
import { EndpointFailed } from './endpoint.ts';
import { answerSchema, promptOf, repairOf } from './prompt.ts';
import type { SaidLine } from './said-line.ts';
import type { Section } from './templates.ts';

/** No tokeniser makes fewer of them: an endpoint that counts less than this has cut the prompt off without a word. */
const MAX_CHARACTERS_A_TOKEN = 12;

/** A statement that passed, and the utterance that its quote stands in. */
export interface Passed {
  claim: Claim;
  lineId: string;
}
export type CheckClaims = (claims: readonly Claim[]) => Promise<({ lineId: string } | { reason: DropReason })[]>;

export interface DraftWork {
  lines: readonly SaidLine[];
  sections: readonly Section[];
  endpoint: DraftEndpoint;
  partCharacters: number;
  check: CheckClaims;
  signal: AbortSignal;
  progressed: (done: number, of: number) => void;
}

/**
 * Has the model draft a conversation part by part, and checks what it answers. A part that it cannot take whole, or answer to the end, is halved: nothing
 * is left out without a word. @throws EndpointFailed
 */
export async function writeDraft(
  consent: StandingConsent<'draft'>,
  { lines, sections, endpoint, partCharacters, check, signal, progressed }: DraftWork,
): Promise<{ passed: Passed[]; dropped: DroppedStatement[] }> {
  const waiting = partsOf(lines, partCharacters);
  const [passed, dropped] = [[] as Passed[], [] as DroppedStatement[]];
  const known = new Set<string>();
  let [done, of] = [0, waiting.length];
  for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
    progressed(done, of);
    const answered = await askAbout(part);
    if (answered === 'too-long') {
      if (part.length === 1) throw new EndpointFailed('answer-cut-off', 'it has no room for one utterance.');
      const half = Math.ceil(part.length / 2);
      waiting.unshift(part.slice(0, half), part.slice(half));
      of++;
      continue;
    }
    const { claims, unreadable } = answered;
    for (let left = unreadable; left > 0; left--) dropped.push({ section: '', statement: '', quote: '', reason: 'unreadable' });
    const fresh = claims.filter(({ section, statement }) => {
      const name = `${section} ${statement.trim().toLowerCase()}`;
      return !known.has(name) && known.add(name);
    });
    for (const [index, verdict] of (await check(fresh)).entries()) {
      const claim = fresh[index]!;
      if ('lineId' in verdict) passed.push({ claim, lineId: verdict.lineId });
      else dropped.push({ section: claim.section, statement: claim.statement, quote: claim.quote, reason: verdict.reason });
    }
    done++;
  }
  progressed(done, of);
  return { passed, dropped };

  async function askAbout(part: readonly SaidLine[]): Promise<{ claims: Claim[]; unreadable: number } | 'too-long'> {
    const messages = promptOf(part, sections);
    const schema = answerSchema(sections);
    const first = await endpoint.complete(consent, messages, schema, signal);
    const characters = part.reduce((sum, { text }) => sum + text.length, 0);
    if (first.cutOff || (first.promptTokens !== null && first.promptTokens * MAX_CHARACTERS_A_TOKEN < characters)) return 'too-long';
    const read = readAnswer(first.text);
    if (!('problem' in read) && read.unreadable === 0) return read;
    const problem = 'problem' in read ? read.problem : `${read.unreadable} of the statements lack a field, or have one of another type.`;
    const second = await endpoint.complete(consent, repairOf(messages, first.text, problem), schema, signal);
    const repaired = readAnswer(second.text);
    if (!('problem' in repaired)) return repaired;
    if (!('problem' in read)) return read;
    throw new EndpointFailed('answer-unreadable', `its answer could not be read twice. ${repaired.problem}`);
  }
}

/** Of whole utterances, none longer than that unless one utterance is. */
function partsOf(lines: readonly SaidLine[], characters: number): SaidLine[][] {
  const parts: SaidLine[][] = [];
  let length = Infinity;
  for (const line of lines) {
    if (length + line.text.length > characters) {
      parts.push([]);
      length = 0;
    }
    parts.at(-1)!.push(line);
    length += line.text.length;
  }
  return parts;
}
