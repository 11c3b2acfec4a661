import { blocksOf } from './blocks.ts';
import { cleanText } from './clean-text.ts';
import type { Cue } from './cue.ts';
import { srtText } from './markup.ts';

/** SubRip: a number, a line of times, text. Programs leave any of the number and the empty lines away, or add some. */
export function parseSrt(content: string): Cue[] {
  return blocksOf(content, { emptyLineEnds: false, skipped: null })
    .map(({ lines, ...times }) => ({ speaker: '', text: cleanText(srtText(lines.join('\n'))), ...times }))
    .filter((cue) => cue.text !== '');
}
