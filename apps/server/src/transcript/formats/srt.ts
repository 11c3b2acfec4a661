import { blocksOf } from './blocks.ts';
import { cleanText } from './clean-text.ts';
import type { Cue } from './cue.ts';
import { srtText } from './markup.ts';
import { withoutRepeats } from './rolling.ts';
import type { Skips } from './skips.ts';

/** SubRip: a number, a line of times, text. Programs leave any of the number and the empty lines away, or add some. */
export function parseSrt(content: string, skips: Skips): Cue[] {
  const blocks = blocksOf(content, { emptyLineEnds: false, header: null, skipped: null }, skips);
  return withoutRepeats(blocks, (line) => cleanText(srtText(line)))
    .map(({ lines, ...times }) => ({ speaker: '', text: cleanText(srtText(lines.join('\n'))), ...times }))
    .filter((cue) => cue.text !== '');
}
