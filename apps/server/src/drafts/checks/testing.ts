import { SaidLine, type Speaker } from '../said-line.ts';
import { sectionsOf } from '../templates.ts';
import { checkStatement, type Verdict } from './check-statement.ts';

/** `[speaker, text]` as lines `u1`, `u2`…, `p`: patient, `c`: clinician, `g`: guest, `?`: unknown. */
export function linesOf(...said: [who: 'p' | 'c' | 'g' | '?', text: string][]): SaidLine[] {
  const speakers: Record<string, Speaker> = { p: 'patient', c: 'clinician', g: 'guest', '?': 'unknown' };
  return said.map(([who, text], index) => new SaidLine(`u${index + 1}`, speakers[who] ?? 'unknown', text));
}

/** Checks a statement that rests on the last line, unless others are named. */
export function verdictOn(
  lines: readonly SaidLine[],
  {
    statement,
    quote,
    ids,
    section = 'subjective',
    czech = false,
  }: { statement: string; quote: string; ids?: string[]; section?: string; czech?: boolean },
): Verdict {
  return checkStatement(
    { section, statement, quote, utteranceIds: ids ?? [lines.at(-1)!.id] },
    { sections: sectionsOf('soap'), lines, czech },
  );
}
