import { UNREVIEWED_LINE } from '#timeline/markdown';
import { replaceBlocks } from './blocks.ts';
import { markDrafted, unmarkDrafted } from './drafted-sentences.ts';

const START = '<!-- attune:summary -->';
const END = '<!-- /attune:summary -->';
const STATUS = /^> Machine-made estimates of facial expression, not of feelings\..*$/m;

/** A new note's headings (subjective, objective, assessment, plan; Weed 1968). */
export const SOAP_TEMPLATE = '## Subjective\n\n\n\n## Objective\n\n\n\n## Assessment\n\n\n\n## Plan\n\n';

/** Puts the summary into the note: in place of the one there, else at the end of Objective, else at the end. */
export function attachSummary(note: string, summary: string): string {
  const block = `${START}\n${summary.trim()}\n${END}`;
  let isThere = false;
  const replaced = replaceBlocks(note, START, END, () => {
    const text = isThere ? '' : block;
    isThere = true;
    return text;
  });
  if (isThere) return replaced;
  const objective = /^## Objective[ \t]*$/m.exec(note);
  if (objective === null) return `${note.trimEnd()}\n\n${block}\n`;
  const after = objective.index + objective[0].length;
  const next = /^## /m.exec(note.slice(after));
  const end = next === null ? note.length : after + next.index;
  return `${note.slice(0, end).trimEnd()}\n\n${block}\n\n${note.slice(end)}`;
}

export const hasSummary = (note: string) => note.includes(START);

/** Every summary and drafted sentence in an unsigned note says that nobody has reviewed it, whatever was typed over it. */
export function markUnreviewed(note: string): string {
  return withStatus(markDrafted(note), `> ${UNREVIEWED_LINE}`);
}

export function markReviewed(note: string, by: string, at: Date): string {
  return withStatus(
    unmarkDrafted(note),
    `> Machine-made estimates of facial expression, not of feelings. Reviewed and signed by ${by.replace(/[\\`*_[\]<>#|~\n]/g, '')} on ${at.toISOString().slice(0, 10)}.`,
  );
}

function withStatus(note: string, line: string): string {
  return replaceBlocks(note, START, END, (block) => {
    if (STATUS.test(block)) return block.replace(STATUS, () => line);
    return `${START}\n${line}\n\n${block.slice(START.length).trimStart()}`;
  });
}
