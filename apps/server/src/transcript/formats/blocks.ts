import { countCue, LIMITS, tooLong, TranscriptFormatError } from './cue.ts';
import { linesOf } from './lines.ts';
import type { Skips } from './skips.ts';
import { looksLikeTime, parseTimeLine, type TimeLine, toMs } from './times.ts';

/** A cue as written: its times and the lines below them. */
export interface Block {
  startMs: number;
  endMs: number;
  lines: string[];
}

export interface BlockRules {
  /** Whether an empty line ends a cue. Where it does not, the next line of times does. */
  emptyLineEnds: boolean;
  /** The first line that says anything, where it is the format's own: it and what follows are no cue. */
  header: RegExp | null;
  /** What begins a block that no one said, up to the next empty line. */
  skipped: RegExp | null;
}

interface Open {
  times: TimeLine;
  lines: string[];
  characters: number;
}

/** The number of a cue, on a line of its own. */
const NUMBER = /^\s{0,8}\d{1,9}\s{0,8}$/;

/**
 * Cues of a file whose cues begin with a line of times, each line looked at once. A cue whose times cannot be read, and lines that belong to no cue, go to
 * `skips`. Throws TranscriptFormatError for too many cues and for text that is too long. A cue that ends before it starts, as some programs round, ends
 * when it starts.
 */
export function blocksOf(content: string, rules: BlockRules, skips: Skips): Block[] {
  const reader = new BlockReader(rules, skips);
  for (const line of linesOf(content)) reader.read(line);
  return reader.end();
}

class BlockReader {
  readonly #rules: BlockRules;
  readonly #skips: Skips;
  readonly #found: Open[] = [];
  #open: Open | null = null;
  /** A note goes to the next empty line; a header or a cue that cannot be read to the next times as well. */
  #skipping: 'note' | 'cue' | null = null;
  #numbered: boolean | null = null;
  /** The last line that says anything, and where it stands while it belongs to no cue yet. */
  #before = '';
  #loose: number | null = null;
  #line = 0;

  constructor(rules: BlockRules, skips: Skips) {
    this.#rules = rules;
    this.#skips = skips;
  }

  read(line: string): void {
    if (++this.#line > LIMITS.lines)
      throw new TranscriptFormatError(
        `The file has more than ${LIMITS.lines} lines, which no transcript has. Check that it is the right file.`,
      );
    const empty = this.#rules.emptyLineEnds ? line === '' : line.trim() === '';
    if (empty) this.#emptyLine();
    else this.#fullLine(line);
    if (!empty) this.#before = line;
  }

  end(): Block[] {
    this.#tellLoose();
    const unpadded = this.#found.some(({ times: { from, to } }) => !from.padded || !to.padded);
    return this.#found.map(({ times, lines }) => {
      const startMs = toMs(times.from, unpadded);
      return { startMs, endMs: Math.max(startMs, toMs(times.to, unpadded)), lines };
    });
  }

  #emptyLine(): void {
    if (this.#skipping === 'note' || this.#rules.emptyLineEnds) this.#skipping = null;
    if (this.#rules.emptyLineEnds) this.#open = null;
    this.#tellLoose();
  }

  #fullLine(line: string): void {
    const times = this.#skipping === 'note' ? null : parseTimeLine(line);
    if (times === 'unreadable' && looksLikeTime(line)) {
      this.#skips.line(this.#line, 'times', line);
      this.#takeNumber();
      this.#open = null;
      this.#skipping = 'cue';
    } else if (times !== null && times !== 'unreadable') {
      this.#begin(times);
    } else if (this.#open !== null) {
      this.#add(line, this.#open);
    } else if (this.#before === '' && this.#rules.header?.test(line) === true) {
      this.#skipping = 'cue';
    } else if (this.#skipping === null && this.#rules.skipped?.test(line) === true) {
      this.#skipping = 'note';
    } else if (this.#skipping === null) {
      this.#tellLoose();
      this.#loose = this.#line;
    }
  }

  #begin(times: TimeLine): void {
    this.#takeNumber();
    this.#skipping = null;
    this.#open = { times, lines: [], characters: 0 };
    this.#found.push(this.#open);
    countCue(this.#found);
  }

  /** Where cues follow each other without an empty line, the number of this one stands at the end of the last one. */
  #takeNumber(): void {
    this.#numbered ??= NUMBER.test(this.#before);
    if (this.#numbered && this.#open !== null && NUMBER.test(this.#open.lines.at(-1) ?? '')) this.#open.lines.pop();
    // The line above the times is the cue's number or name.
    this.#loose = null;
  }

  #add(line: string, open: Open): void {
    open.characters += line.length + 1;
    // Markup is left out later, so there may be more of it; it must end somewhere all the same.
    if (open.characters > 4 * LIMITS.textCharacters) throw tooLong(open.times.from.seconds * 1000);
    open.lines.push(line);
  }

  /** A line that stands in no cue, such as the second paragraph of a cue after an empty line. */
  #tellLoose(): void {
    if (this.#loose !== null && !NUMBER.test(this.#before)) this.#skips.line(this.#loose, 'no-times', this.#before);
    this.#loose = null;
  }
}
