import { cleanText } from './clean-text.ts';
import { countCue, type Cue, LIMITS, tooLong, TranscriptFormatError } from './cue.ts';
import { linesOf } from './lines.ts';
import type { Skips } from './skips.ts';
import { parseTime, toMs } from './times.ts';

/** Where a line has its time: `[0:03] Text`, `Jana Nováková  0:03`, `00:05:00` with nothing else. A file has one or two of these. */
type Place = 'before' | 'behind' | 'alone';

interface Mark {
  place: Place;
  startMs: number;
  /** Null where the line tells the beginning only. */
  endMs: number | null;
  speaker: string;
  text: string;
}
interface Open extends Mark {
  line: number;
  lines: string[];
  characters: number;
}

/** How long a sentence takes to say where the file does not tell when it ends, at most until the next begins. */
const MS_PER_CHARACTER = 70;
const SHORTEST_MS = 1_000;
/** A time that lies further back than this was said, as in "at 9:30". */
const BACK_MS = 1_000;

const CLOCK = String.raw`\d{1,3}:\d{1,2}(?::\d{1,2})?(?:[.,]\d{1,3})?`;
const BEFORE = new RegExp(
  String.raw`^[[(]?(${CLOCK})(?:\s{0,4}(?:-->|[-–—])\s{0,4}(${CLOCK}))?(?:[\])]\s{0,4}[-–—:]?|\s{1,4}[-–—]|\s)\s{0,16}(\S.{0,20000})$`,
);
const BEHIND = new RegExp(String.raw`^(\S.{0,80}?)(\s{1,16}|\s{0,4}[[(])(${CLOCK})[\])]?:?$`);
const ALONE = new RegExp(String.raw`^[[(]?(${CLOCK})(?:(?:\s{0,4}(?:-->|[-–—])\s{0,4}|,)(${CLOCK}))?[\])]?:?$`);
/** `Jana Nováková`, `Dr. Malý`, `Speaker 1`, `jan@example.org`. */
const NAME = /^(?:\p{Lu}[\p{L}\p{M}.'’-]{0,40}|\d{1,3}|[\w.+-]{1,64}@[\w.-]{1,64}|\([\p{L} ]{1,40}\))$/u;
const FOOTER = /^Transcribed by https?:\/\/\S{1,80}$/i;
const TSV_HEADER = /^start\tend\ttext$/i;

/**
 * Text with times, as Otter, Teams, Zoom and Meet write it, YouTube's SBV and Whisper's TSV. Where the file does not tell when something ends, it
 * ends after the time that its words take to say, or when the next begins. Lines above the first time go to `skips`. Empty if there are no times.
 */
export function parseTimedText(content: string, skips: Skips): Cue[] {
  const found: Open[] = [];
  const places = new Set<Place>();
  const above: { line: number; text: string }[] = [];
  let open = null as Open | null;
  let empty = true;
  let tsv = false;
  let number = 0;
  for (const line of linesOf(content)) {
    if (++number > LIMITS.lines)
      throw new TranscriptFormatError(
        `The file has more than ${LIMITS.lines} lines, which no transcript has. Check that it is the right file.`,
      );
    const text = line.trim();
    tsv ||= number === 1 && TSV_HEADER.test(text);
    const mark = tsv ? rowOf(line) : markOf(text, { places, empty, after: open?.startMs ?? 0 });
    if (mark !== null) {
      places.add(mark.place);
      open = { ...mark, line: number, lines: [mark.text], characters: mark.text.length };
      found.push(open);
      countCue(found);
    } else if (open === null) {
      if (text !== '' && !tsv && above.length < 100) above.push({ line: number, text });
    } else if (text !== '' && !FOOTER.test(text)) {
      open = added(open, text, found);
    }
    empty = text === '';
  }
  if (found.length > 0) for (const { line, text } of above) skips.line(line, 'no-times', text);
  return cuesOf(found);
}

/** Under a time that stands alone each line that names somebody is an utterance of its own, as Meet has it; any other line goes on. */
function added(open: Open, text: string, found: Open[]): Open {
  const goesOn = open.place !== 'alone' || open.lines.every((line) => line === '') || !/^[^:]{1,64}: /.test(text);
  const to = goesOn ? open : { ...open, lines: [], characters: 0 };
  if (!goesOn) {
    found.push(to);
    countCue(found);
  }
  to.characters += text.length + 1;
  if (to.characters > LIMITS.textCharacters) throw tooLong(to.startMs);
  to.lines.push(text);
  return to;
}

/** `empty`: nothing stands in the line above; `after`: times before it are none. */
function markOf(text: string, { places, empty, after }: { places: ReadonlySet<Place>; empty: boolean; after: number }): Mark | null {
  const mark = alone(text) ?? behind(text, empty) ?? before(text);
  if (mark === null || mark.startMs < after - BACK_MS) return null;
  // The first time decides; only times that stand alone go together with another kind.
  const kinds = [...places].filter((place) => place !== 'alone');
  return mark.place === 'alone' || kinds.length === 0 || kinds.includes(mark.place) ? mark : null;
}

function alone(text: string): Mark | null {
  const [, from, to] = ALONE.exec(text) ?? [];
  return from === undefined ? null : markAt('alone', from, to, '', '');
}

function behind(text: string, empty: boolean): Mark | null {
  const [, name = '', gap = '', from] = BEHIND.exec(text) ?? [];
  if (from === undefined) return null;
  const plain = name.replace(/^\[(.{1,64})\]$/, '$1').trim();
  const words = plain.split(/\s+/);
  const named = words.length <= 6 && words.every((word) => NAME.test(word));
  return named && (empty || gap.length > 1 || /[[(\t]/.test(gap)) ? markAt('behind', from, undefined, plain, '') : null;
}

function before(text: string): Mark | null {
  const [, from, to, said = ''] = BEFORE.exec(text) ?? [];
  return from === undefined ? null : markAt('before', from, to, '', said);
}

function markAt(place: Place, from: string, to: string | undefined, speaker: string, text: string): Mark | null {
  const [start, end] = [clock(from), to === undefined ? null : clock(to)];
  return start === null ? null : { place, startMs: start, endMs: end === null ? null : Math.max(start, end), speaker, text };
}

function clock(text: string): number | null {
  const time = parseTime(text);
  return time === null ? null : toMs(time, false);
}

/** Milliseconds, milliseconds, text. */
function rowOf(line: string): Mark | null {
  const [, start, end, text = ''] = /^(\d{1,9})\t(\d{1,9})\t(.{0,20000})$/.exec(line) ?? [];
  if (start === undefined || end === undefined) return null;
  return { place: 'before', startMs: Number(start), endMs: Math.max(Number(start), Number(end)), speaker: '', text };
}

function cuesOf(found: readonly Open[]): Cue[] {
  return found.flatMap(({ startMs, endMs, speaker, lines }, index) => {
    const text = cleanText(lines.join(' '));
    if (text === '') return [];
    const next = found.slice(index + 1, index + 50).find((other) => other.startMs > startMs)?.startMs ?? Infinity;
    // A name before a colon takes no time to say.
    const said = text.replace(/^[^:]{1,64}: /, '');
    const spoken = startMs + Math.max(SHORTEST_MS, said.length * MS_PER_CHARACTER);
    return [{ speaker: cleanText(speaker), startMs, endMs: endMs ?? Math.min(next, spoken), text }];
  });
}
