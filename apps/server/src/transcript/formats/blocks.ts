import { countCue, LIMITS, tooLong, TranscriptFormatError } from './cue.ts';
import { linesOf } from './lines.ts';
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
 * Cues of a file whose cues begin with a line of times, each line looked at once. Throws TranscriptFormatError for times that cannot be read, for too
 * many cues and for text that is too long. A cue that ends before it starts, as some programs round, ends when it starts.
 */
export function blocksOf(content: string, { emptyLineEnds, skipped }: BlockRules): Block[] {
  const found: Open[] = [];
  let open: Open | null = null;
  let skipping = false;
  let numbered: boolean | null = null;
  let before = '';
  let lines = 0;
  for (const line of linesOf(content)) {
    if (++lines > LIMITS.lines)
      throw new TranscriptFormatError(
        `The file has more than ${LIMITS.lines} lines, which no transcript has. Check that it is the right file.`,
      );
    const empty = emptyLineEnds ? line === '' : line.trim() === '';
    const times = skipping && !empty ? null : parseTimeLine(line);
    if (times === 'unreadable' && looksLikeTime(line)) throw unreadable(line);
    if (empty) {
      skipping = false;
      if (emptyLineEnds) open = null;
    } else if (times !== null && times !== 'unreadable') {
      numbered ??= NUMBER.test(before);
      // Where cues follow each other without an empty line, the number of this one stands at the end of the last one.
      if (numbered && open !== null && NUMBER.test(open.lines.at(-1) ?? '')) open.lines.pop();
      open = { times, lines: [], characters: 0 };
      found.push(open);
      countCue(found);
    } else if (open === null && skipped?.test(line) === true) {
      skipping = true;
    } else if (open !== null) {
      open.characters += line.length + 1;
      // Markup is left out later, so there may be more of it; it must end somewhere all the same.
      if (open.characters > 4 * LIMITS.textCharacters) throw tooLong(open.times.from.seconds * 1000);
      open.lines.push(line);
    }
    if (!empty) before = line;
  }
  const unpadded = found.some(({ times: { from, to } }) => !from.padded || !to.padded);
  return found.map(({ times, lines }) => {
    const startMs = toMs(times.from, unpadded);
    return { startMs, endMs: Math.max(startMs, toMs(times.to, unpadded)), lines };
  });
}

function unreadable(line: string): TranscriptFormatError {
  return new TranscriptFormatError(
    `The times "${line.trim().slice(0, 80)}" cannot be read. They should look like 00:01:02.500 --> 00:01:04.000. Correct the file and import it again.`,
  );
}
