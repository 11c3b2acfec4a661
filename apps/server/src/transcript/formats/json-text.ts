import { KNOWN_FORMATS, LIMITS, TranscriptFormatError } from './cue.ts';

const BROKEN = `The JSON of this file is broken or cut off. Export it again. ${KNOWN_FORMATS}`;

/**
 * JSON as programs in Python write it: NaN and infinities are read as null. Throws {@link TranscriptFormatError} for broken JSON and, before
 * anything is parsed, for JSON nested deeper than `maxDepth`.
 */
export function readJson(content: string, maxDepth: number = LIMITS.jsonDepth): unknown {
  const nonFinite = scan(content, maxDepth);
  try {
    return JSON.parse(nonFinite.length === 0 ? content : withNulls(content, nonFinite));
  } catch {
    throw new TranscriptFormatError(BROKEN);
  }
}

interface Span {
  from: number;
  to: number;
}

/** Looks at each character once. Answers where numbers stand that JSON does not know. */
function scan(content: string, maxDepth: number): Span[] {
  const nonFinite: Span[] = [];
  let depth = 0;
  for (let at = 0; at < content.length; at++) {
    switch (content[at]) {
      case '"':
        at = endOfString(content, at);
        break;
      case '{':
      case '[':
        if (++depth > maxDepth)
          throw new TranscriptFormatError(
            `This JSON is nested more than ${maxDepth} levels deep, which no transcript is. ${KNOWN_FORMATS}`,
          );
        break;
      case '}':
      case ']':
        depth--;
        break;
      case 'N':
      case 'I': {
        const word = content[at] === 'N' ? 'NaN' : 'Infinity';
        if (!content.startsWith(word, at)) throw new TranscriptFormatError(BROKEN);
        nonFinite.push({ from: content[at - 1] === '-' ? at - 1 : at, to: at + word.length });
        at += word.length - 1;
        break;
      }
      default:
    }
  }
  return nonFinite;
}

/** The index of the quote that ends the string which begins at `from`. */
function endOfString(content: string, from: number): number {
  for (let at = from + 1; at < content.length; at++) {
    if (content[at] === '\\') at++;
    else if (content[at] === '"') return at;
  }
  throw new TranscriptFormatError(BROKEN);
}

function withNulls(content: string, spans: readonly Span[]): string {
  const parts: string[] = [];
  let from = 0;
  for (const span of spans) {
    parts.push(content.slice(from, span.from), 'null');
    from = span.to;
  }
  return [...parts, content.slice(from)].join('');
}
