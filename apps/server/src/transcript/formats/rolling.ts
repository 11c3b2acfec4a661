import type { Block } from './blocks.ts';

/** No captions roll by more lines. */
const MOST_LINES = 4;
/** Without times inside the cues, so many of them must begin with what the one before ended with. */
const ROLLING = { least: 3, share: 0.3 };

interface Shown extends Block {
  /** Of each line that says anything. */
  texts: string[];
  /** How many of its first lines stood at the end of the cue before. */
  repeated: number;
}

/**
 * Captions that roll, as YouTube's do, show each line two or three times: as the new one, alone for a hundredth of a second, and above the next.
 * Lines that stood in the cue before are left out where a file times single words inside its cues, or where its cues roll again and again.
 */
export function withoutRepeats(blocks: Block[], textOf: (line: string) => string): Block[] {
  const shown = shownBlocks(blocks, textOf);
  const timed = blocks.some(({ lines }) => lines.some((line) => /<\d[\d:.]{0,31}>/.test(line)));
  if (!timed && !rolls(shown)) return blocks;
  return shown.flatMap(({ texts, repeated, ...block }) =>
    repeated === texts.length ? [] : [{ ...block, lines: block.lines.slice(repeated) }],
  );
}

function shownBlocks(blocks: readonly Block[], textOf: (line: string) => string): Shown[] {
  let before: string[] = [];
  return blocks.map((block) => {
    const lines = block.lines.map((line) => ({ line, text: textOf(line) })).filter(({ text }) => text !== '');
    const texts = lines.map(({ text }) => text);
    const repeated = repeatedLines(before, texts);
    before = texts;
    return { ...block, lines: lines.map(({ line }) => line), texts, repeated };
  });
}

/** A new line below an old one is what people do not do who say the same twice. */
function rolls(shown: readonly Shown[]): boolean {
  const rolling = shown.filter(({ texts, repeated }) => repeated > 0 && repeated < texts.length).length;
  return rolling >= ROLLING.least && rolling >= ROLLING.share * shown.length;
}

function repeatedLines(before: readonly string[], now: readonly string[]): number {
  for (let count = Math.min(MOST_LINES, before.length, now.length); count > 0; count--) {
    if (before.slice(-count).every((text, index) => text === now[index])) return count;
  }
  return 0;
}
