import { type Block, blocksOf } from './blocks.ts';
import { cleanText } from './clean-text.ts';
import type { Cue } from './cue.ts';
import { isVttTag, type Piece, piecesOf, vttText } from './markup.ts';

export const VTT_HEADER = /^\s{0,64}WEBVTT(?![^\s])/i;

/** WebVTT (W3C): cues with times, voice tags `<v Name>`, notes and styles skipped. A cue of several voices becomes several. */
export function parseWebvtt(content: string): Cue[] {
  const blocks = blocksOf(content, { emptyLineEnds: true, skipped: /^(?:NOTE|STYLE|REGION)(?:\s|$)/ });
  return withoutRepeats(blocks)
    .flatMap(({ lines, ...times }) => voicesOf(piecesOf(lines.join('\n'), isVttTag)).map((voice) => ({ ...voice, ...times })))
    .filter((cue) => cue.text !== '');
}

/**
 * Captions that roll, as YouTube's do, show each line two or three times: as the new one, alone for a hundredth of a second, and above the next.
 * Where a file times single words inside its cues, lines that stood in the cue before are left out.
 */
function withoutRepeats(blocks: Block[]): Block[] {
  if (!blocks.some(({ lines }) => lines.some((line) => /<\d[\d:.]{0,31}>/.test(line)))) return blocks;
  let shown: string[] = [];
  return blocks.flatMap((block) => {
    const lines = block.lines
      .map((line) => ({ line, text: cleanText(vttText(piecesOf(line, isVttTag))) }))
      .filter(({ text }) => text !== '');
    const texts = lines.map(({ text }) => text);
    const repeated = repeatedLines(shown, texts);
    shown = texts;
    return repeated === texts.length ? [] : [{ ...block, lines: lines.slice(repeated).map(({ line }) => line) }];
  });
}

/** How many of the first lines stood at the end of what was shown before; no captions roll by more than four. */
function repeatedLines(before: readonly string[], now: readonly string[]): number {
  for (let count = Math.min(4, before.length, now.length); count > 0; count--) {
    if (before.slice(-count).every((text, index) => text === now[index])) return count;
  }
  return 0;
}

function voicesOf(pieces: readonly Piece[]): { speaker: string; text: string }[] {
  const voices: { speaker: string; pieces: Piece[] }[] = [{ speaker: '', pieces: [] }];
  for (const piece of pieces) {
    const speaker = 'tag' in piece ? speakerOf(piece.tag) : null;
    if (speaker !== null) voices.push({ speaker, pieces: [] });
    else voices.at(-1)?.pieces.push(piece);
  }
  return voices.map((voice, index) => ({ speaker: voice.speaker, text: spoken(voice.pieces, index < voices.length - 1) }));
}

/** The dash that announces the next voice stands at the end of the one before. */
function spoken(pieces: readonly Piece[], hasNext: boolean): string {
  const text = cleanText(vttText(pieces));
  return hasNext ? text.replace(/(?:^| )[-–—]$/, '') : text;
}

/** `v.loud Dr A` is the voice of Dr A, `/v` of nobody any more; null for another tag. */
function speakerOf(tag: string): string | null {
  if (/^\/v$/i.test(tag)) return '';
  const match = /^v(?:\.[^\s.]*)*\s/i.exec(tag);
  return match === null ? null : cleanText(vttText([{ text: tag.slice(match[0].length) }]));
}
