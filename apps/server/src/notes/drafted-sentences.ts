import { replaceBlocks } from './blocks.ts';

/** A sentence that a language model drafted and a clinician put into the note; `<!-- attune:drafted ID -->Text<!-- /attune:drafted -->`. */
export interface DraftedSentence {
  id: string;
  /** Of the section that it belongs to. */
  heading: string;
  text: string;
}

const START = '<!-- attune:drafted ';
const END = '<!-- /attune:drafted -->';
/** What an unsigned note shows behind each of them, in exports too. */
export const DRAFTED_MARK = ' _(drafted by a program, not yet signed)_';

const startOf = (id: string) => `${START}${id} -->`;
const blockOf = ({ id, text }: DraftedSentence) => `${startOf(id)}${escape(text)}${DRAFTED_MARK}${END}`;

/** In place of the sentence with that id, else at the end of its section, which is made where it is missing. */
export function putSentence(note: string, sentence: DraftedSentence): string {
  let isThere = false;
  const replaced = eachSentence(note, (block) => {
    if (!block.startsWith(startOf(sentence.id))) return block;
    const text = isThere ? '' : blockOf(sentence);
    isThere = true;
    return text;
  });
  if (isThere) return replaced;
  const line = `- ${blockOf(sentence)}`;
  const heading = `## ${escape(sentence.heading)}`;
  const start = `\n${note}`.indexOf(`\n${heading}\n`);
  if (start === -1) return `${note.trimEnd()}\n\n${heading}\n\n${line}\n`.trimStart();
  const after = start + heading.length;
  const next = note.indexOf('\n## ', after);
  const end = next === -1 ? note.length : next;
  const body = note.slice(after, end).trimEnd();
  const joint = body.slice(body.lastIndexOf('\n') + 1).startsWith('- ') ? '\n' : '\n\n';
  return `${note.slice(0, after)}${body}${joint}${line}\n${note.slice(end)}`;
}

/** Without the sentence, and without its line where nothing else stands on it. */
export function takeSentence(note: string, id: string): string {
  const gone = '\u0000';
  return eachSentence(note, (block) => (block.startsWith(startOf(id)) ? gone : block))
    .replaceAll(`- ${gone}\n`, '')
    .replaceAll(gone, '');
}

export const hasDrafted = (note: string) => note.includes(START);

/** Every drafted sentence in an unsigned note says so, whatever was typed into it. */
export function markDrafted(note: string): string {
  return eachSentence(note, (block) => `${unmarked(block).slice(0, -END.length)}${DRAFTED_MARK}${END}`);
}

/** Signed: the sentences are the clinician's. Which they were can still be told, so that they are marked again when the note is reopened. */
export function unmarkDrafted(note: string): string {
  return eachSentence(note, unmarked);
}

const unmarked = (block: string) => block.replaceAll(DRAFTED_MARK, '');
const eachSentence = (note: string, replace: (block: string) => string) => replaceBlocks(note, START, END, replace);
/** What a program wrote is text, whatever it looks like to Markdown or HTML. */
const escape = (text: string) => text.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>#|~&]/g, '\\$&');
