import { z } from 'zod';

/**
 * The strings that cross the border. A lint rule keeps bare `z.string()` out of the contracts, so that each says which it is:
 * what people write ({@link text}), what programs name things by ({@link token}), passwords ({@link secret}), whole files whose
 * parser cleans them ({@link fileContent}), or what only the server says ({@link serverText}).
 */

export interface TextOptions {
  /** The longest, in UTF-16 units, before and after it is normalised. */
  max: number;
  /** The shortest, once trimmed; from 1 on at least one sign must be visible. Default 0. */
  min?: number;
  /** Line breaks may be in it. Tabs become spaces, since pasted tables have them. Default false. */
  lines?: boolean;
  /** False for documents that are saved while they are typed. Default true. */
  trim?: boolean;
}

const BIDI_OVERRIDES = /[\u202a-\u202e\u2066-\u2069]/;
const VISIBLE = /[^\p{C}\p{Z}]/u;

/**
 * What a person wrote: normalised (NFC) and trimmed; refused with control characters, half a surrogate pair, or characters that turn the
 * direction of writing, by which a name could be made to read as another one.
 */
export function text({ max, min = 0, lines = false, trim = true }: TextOptions) {
  return (
    z
      .string({ error: 'must be a text.' })
      .max(max, { error: `may have at most ${max} characters.`, abort: true })
      .refine((value) => value.isWellFormed(), { error: 'has a character that is cut in half.', abort: true })
      .overwrite((value) => {
        const normal = (lines ? value.replaceAll('\r\n', '\n').replaceAll('\r', '\n').replaceAll('\t', ' ') : value).normalize('NFC');
        return trim ? normal.trim() : normal;
      })
      .refine((value) => !hasControl(value, lines), {
        error: lines ? 'has control characters. Line breaks are the only ones it may have.' : 'has control characters or line breaks.',
        abort: true,
      })
      .refine((value) => !BIDI_OVERRIDES.test(value), { error: 'has characters that turn the direction of writing.', abort: true })
      // Some characters become several by NFC.
      .max(max, { error: `may have at most ${max} characters.` })
      .min(min, { error: min === 1 ? 'must not be empty.' : `must have at least ${min} characters.`, abort: true })
      .refine((value) => min === 0 || VISIBLE.test(value), { error: 'must not be empty.' })
  );
}

/** C0, DEL and C1, and Unicode's own line and paragraph separators. */
function hasControl(value: string, lines: boolean): boolean {
  for (let index = 0; index < value.length; index++) {
    const unit = value.charCodeAt(index);
    if (unit === 0x0a && lines) continue;
    if (unit < 0x20 || (unit >= 0x7f && unit <= 0x9f) || unit === 0x2028 || unit === 0x2029) return true;
  }
  return false;
}

/** What a program calls something by: an id, a key, a language, a version. Printable ASCII. */
export const token = ({ max, min = 0 }: { max: number; min?: number }) =>
  z
    .string({ error: 'must be a text.' })
    .min(min, { error: min === 1 ? 'must not be empty.' : `must have at least ${min} characters.` })
    .max(max, { error: `may have at most ${max} characters.`, abort: true })
    .regex(/^[\x20-\x7e]*$/, { error: 'may have letters, digits and signs of ASCII only.' });

/** A password: taken as it was typed, since what is changed here could not be signed in with. It is hashed, never stored or shown. */
export const secret = ({ max, min = 0 }: { max: number; min?: number }) =>
  z
    .string({ error: 'must be a text.' })
    .min(min, { error: `Use at least ${min} characters.` })
    .max(max, { error: `may have at most ${max} characters.` });

/** A whole file; the one that parses it cleans what it takes out of it. */
export const fileContent = ({ max, tooLong = `may have at most ${max} characters.` }: { max: number; tooLong?: string }) =>
  z.string({ error: 'must be a text.' }).max(max, { error: tooLong });

/** In answers and events, which only the server makes. Never in a request. */
export const serverText = () => z.string();
