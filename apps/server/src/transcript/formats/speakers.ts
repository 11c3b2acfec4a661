import type { Cue } from './cue.ts';

/** A name is looked for in so many characters before a colon. */
const LONGEST = 64;
/** `SPEAKER_00`, as diarising programs number voices. */
const NUMBERED = /^[A-Z]{1,20}[_ ]?\d{1,3}$/;
const CAPITALISED = /^\p{Lu}[\p{L}\p{M}.'’-]{0,40}$/u;
/** Stand between the words of a name. */
const PARTICLES = new Set(['von', 'van', 'de', 'der', 'den', 'da', 'di', 'del', 'la', 'le', 'ze', 'z', 'al', 'el', 'bin', 'ter']);
/** Of the utterances of a file, when names of one word stand before its colons. */
const DIALOGUE_SHARE = 0.3;

interface Candidate {
  name: string;
  text: string;
  sure: boolean;
}

/**
 * Takes names before a colon, `Jana Nováková: Dobrý den.`, out of the text where the file names nobody otherwise. Names of several words, numbered
 * voices, and names after a captioner's `>>` or `-` are taken as they are. One capitalised word may as well be `Note:`: it is taken if the call has
 * somebody of that name, or if such words come again and again in the file.
 */
export function withSpeakers(cues: Cue[], isName: (name: string) => boolean): Cue[] {
  const candidates = cues.map((cue) => (cue.speaker === '' ? candidateOf(cue.text) : null));
  const repeated = namesInDialogue(candidates, cues.length);
  return cues.map((cue, index) => {
    const candidate = candidates[index] ?? null;
    if (candidate === null) return cue;
    const taken = candidate.sure || isName(candidate.name) || repeated.has(candidate.name);
    return taken ? { ...cue, speaker: candidate.name, text: candidate.text } : cue;
  });
}

function namesInDialogue(candidates: readonly (Candidate | null)[], all: number): Set<string> {
  const counts = new Map<string, number>();
  for (const candidate of candidates) if (candidate !== null) counts.set(candidate.name, (counts.get(candidate.name) ?? 0) + 1);
  const repeated = [...counts].filter(([, count]) => count > 1);
  const share = repeated.reduce((sum, [, count]) => sum + count, 0) / all;
  return new Set(repeated.length > 1 && share >= DIALOGUE_SHARE ? repeated.map(([name]) => name) : []);
}

/** `text` on one line, as `cleanText` leaves it. */
export function candidateOf(text: string): Candidate | null {
  const { marked, rest } = withoutMark(text);
  const colon = rest.slice(0, LONGEST + 1).indexOf(':');
  if (colon < 1 || rest[colon + 1] !== ' ') return null;
  const before = rest.slice(0, colon).trim();
  const bracketed = before.startsWith('[') && before.endsWith(']');
  const name = bracketed ? before.slice(1, -1).trim() : before;
  const said = rest.slice(colon + 1).trim();
  if (said === '' || name === '') return null;
  const words = name.split(' ');
  if (!NUMBERED.test(name) && !isNameShaped(words)) return null;
  return { name, text: said, sure: marked || bracketed || NUMBERED.test(name) || words.length > 1 };
}

function isNameShaped(words: readonly string[]): boolean {
  return (
    words.length <= 4 &&
    CAPITALISED.test(words[0] ?? '') &&
    words.every((word) => CAPITALISED.test(word) || PARTICLES.has(word) || /^\d{1,3}$/.test(word))
  );
}

/** Captioners put `>>` or a dash where somebody else begins to speak. */
function withoutMark(text: string): { marked: boolean; rest: string } {
  const mark = /^(?:>{1,3}|[-–—]) ?/.exec(text)?.[0] ?? '';
  return { marked: mark !== '', rest: text.slice(mark.length) };
}
