import { decodeHTMLStrict } from 'entities';

/** A piece of a cue's text: what is said, or a tag, without its brackets. */
export type Piece = { text: string } | { tag: string };

/**
 * Text and tags of a cue, in order; `isTag` decides which brackets are markup and which were said. A bracket reaches to the next `>`, never
 * over another `<` or a line's end, so that each character is looked at once or twice however many brackets stay open.
 */
export function piecesOf(markup: string, isTag: (inside: string) => boolean): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (let open = markup.indexOf('<'); open !== -1; ) {
    const close = endOfBracket(markup, open + 1);
    const inside = markup.slice(open + 1, close);
    if (markup[close] === '>' && isTag(inside)) {
      if (open > from) pieces.push({ text: markup.slice(from, open) });
      pieces.push({ tag: inside });
      from = close + 1;
    }
    open = markup[close] === '<' ? close : markup.indexOf('<', close + 1);
  }
  if (from < markup.length) pieces.push({ text: markup.slice(from) });
  return pieces;
}

/** Where the next `<`, `>` or line's end stands, or the text's end. */
function endOfBracket(markup: string, from: number): number {
  for (let at = from; at < markup.length; at++) {
    const character = markup[at];
    if (character === '>' || character === '<' || character === '\n') return at;
  }
  return markup.length;
}

/** SubRip has bold, italic, underlined, struck through and fonts; everything else in angle brackets was said. */
export const isSrtTag = (inside: string) => /^\/?(?:[bisu]|font(?: [^<>\n]{0,200})?)$/i.test(inside);

/** WebVTT's tags, times inside cues, and tags of HTML without attributes. */
export function isVttTag(inside: string): boolean {
  return (
    /^\/?(?:[bcisuv]|lang|ruby|rt|font)(?:[.\s][^<>\n]*)?$/i.test(inside) ||
    /^\/?[a-z][a-z\d]{0,15}$/i.test(inside) ||
    /^\d[\d:.]{0,31}$/.test(inside)
  );
}

/** Text of SubRip: tags and placement codes such as `{\an8}` left out. Some programs write the five characters of HTML as references. */
export function srtText(markup: string): string {
  return withoutPlacement(textOf(piecesOf(markup, isSrtTag))).replace(/&(?:amp|lt|gt|quot|nbsp);/g, (reference) =>
    decodeHTMLStrict(reference),
  );
}

/** Text of WebVTT: tags left out, HTML's character references read. */
export function vttText(pieces: readonly Piece[]): string {
  return decodeHTMLStrict(textOf(pieces));
}

const textOf = (pieces: readonly Piece[]) => pieces.map((piece) => ('text' in piece ? piece.text : '')).join('');

/** Codes are short and hold no bracket themselves. */
const withoutPlacement = (text: string) => text.replace(/\{\\[^{}\n]{0,60}\}/g, '');
