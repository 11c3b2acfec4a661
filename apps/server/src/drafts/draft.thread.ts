import { utterancesOf } from '../transcript/transcript-pages.ts';
import { checkStatement } from './checks/check-statement.ts';
import { languageOf } from './checks/language.ts';
import { omissionsIn } from './checks/omissions.ts';
import type { CHECK_CLAIMS, Conversation, FIND_OMISSIONS, PlainLine, READ_CONVERSATION } from './draft-tasks.ts';
import { SaidLine, saidLine } from './said-line.ts';
import { sectionsOf } from './templates.ts';

type Input<T extends { types?: (input: never) => unknown }> = Parameters<NonNullable<T['types']>>[0];
type Output<T extends { types?: (input: never) => unknown }> = ReturnType<NonNullable<T['types']>>;

/** What was said in a call, empty utterances left out. */
export function readConversation({ transcript, roles }: Input<typeof READ_CONVERSATION>): Conversation {
  const said = utterancesOf(transcript).utterances.filter(({ text }) => text.trim() !== '');
  const roleOf = new Map(roles);
  const lines = said.map((utterance, index) => saidLine(utterance, index + 1, roleOf));
  return {
    utterances: said.map(({ id, speaker, startMs, text }) => ({ id, speaker, startMs, text })),
    lines: lines.map(({ id, speaker, text }) => ({ id, speaker, text })),
    language: languageOf(lines.map(({ text }) => text)),
  };
}

export function checkClaims({ lines, czech, template, claims }: Input<typeof CHECK_CLAIMS>): Output<typeof CHECK_CLAIMS> {
  const context = { sections: sectionsOf(template), lines: fromPlain(lines), czech };
  return claims.map((claim) => {
    const verdict = checkStatement(claim, context);
    return 'line' in verdict ? { lineId: verdict.line.id } : verdict;
  });
}

export function findOmissions({ lines, czech, shown }: Input<typeof FIND_OMISSIONS>): Output<typeof FIND_OMISSIONS> {
  return omissionsIn(fromPlain(lines), shown, czech).map(({ line, facts }) => ({ lineId: line.id, facts }));
}

export const fromPlain = (lines: readonly PlainLine[]) => lines.map(({ id, speaker, text }) => new SaidLine(id, speaker, text));
