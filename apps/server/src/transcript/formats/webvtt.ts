import { blocksOf } from './blocks.ts';
import { cleanText } from './clean-text.ts';
import type { Cue } from './cue.ts';
import { isVttTag, type Piece, piecesOf, vttText } from './markup.ts';
import { withoutRepeats } from './rolling.ts';
import type { Skips } from './skips.ts';

export const VTT_HEADER = /^\s{0,64}WEBVTT(?![^\s])/i;

/** WebVTT (W3C): cues with times, voice tags `<v Name>`, notes and styles skipped. A cue of several voices becomes several. */
export function parseWebvtt(content: string, skips: Skips): Cue[] {
  const blocks = blocksOf(content, { emptyLineEnds: true, header: VTT_HEADER, skipped: /^(?:NOTE|STYLE|REGION)(?:\s|$)/ }, skips);
  return withoutRepeats(blocks, (line) => cleanText(vttText(piecesOf(line, isVttTag))))
    .flatMap(({ lines, ...times }) => voicesOf(piecesOf(lines.join('\n'), isVttTag)).map((voice) => ({ ...voice, ...times })))
    .filter((cue) => cue.text !== '');
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
