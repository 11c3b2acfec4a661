import type { TranscriptFileSource } from '#contracts/transcript';
import { parseAssemblyAi } from './assemblyai.ts';
import { countCue, type Cue, KNOWN_FORMATS, LIMITS, tooLong, TranscriptFormatError } from './cue.ts';
import { parseDeepgram } from './deepgram.ts';
import { readJson } from './json-text.ts';
import { linesOf } from './lines.ts';
import { Skips } from './skips.ts';
import { withSpeakers } from './speakers.ts';
import { parseSrt } from './srt.ts';
import { parseTimedText } from './timed-text.ts';
import { looksLikeTime, parseTimeLine } from './times.ts';
import { parseWebvtt, VTT_HEADER } from './webvtt.ts';
import { parseWhisper } from './whisper.ts';

const NOT_UTF8 = `The file is not text in UTF-8. Open it in a text editor, save it as UTF-8 ("Save as…", encoding UTF-8) and import it again. ${KNOWN_FORMATS}`;
/** So many lines of anything may stand before the first times of a SubRip file. */
const LINES_BEFORE_TIMES = 50;

export interface ParsedTranscript {
  source: TranscriptFileSource;
  cues: Cue[];
  /** What could not be used; the cues are the rest. */
  skips: Skips;
}

/**
 * Tells the format by the content, not the name; takes time in proportion to its length. `isName` says whether the call has somebody of a name. Throws
 * {@link TranscriptFormatError} with what to do.
 */
export function parseTranscript(content: string, isName: (name: string) => boolean = () => false): ParsedTranscript {
  if (content.length > LIMITS.contentCharacters) throw tooLarge();
  const { source, cues, skips } = parse(content.replace(/^\uFEFF/, ''));
  if (cues.length === 0)
    throw new TranscriptFormatError(`${skips.firstInWords() ?? 'The file holds nothing that was said.'} ${KNOWN_FORMATS}`);
  countCue(cues);
  const long = cues.find((cue) => cue.text.length > LIMITS.textCharacters);
  if (long !== undefined) throw tooLong(long.startMs);
  return {
    source,
    cues: withSpeakers(cues, isName).map((cue) => ({ ...cue, speaker: cue.speaker.slice(0, LIMITS.speakerCharacters).toWellFormed() })),
    skips,
  };
}

export const tooLarge = () =>
  new TranscriptFormatError(
    `The file has more than ${LIMITS.contentCharacters / 1_000_000} MB, the most that one transcript may have. Export it without times of words, or split it and import the part that belongs to this call.`,
  );

function parse(content: string): ParsedTranscript {
  const skips = new Skips();
  const start = /\S/.exec(content)?.[0];
  if (start === '{' || start === '[') {
    const found = fromJson(content, start, skips);
    if (found !== null) return { ...found, skips };
  }
  if (isMisread(content)) throw new TranscriptFormatError(NOT_UTF8);
  if (VTT_HEADER.test(content)) return { source: 'webvtt', cues: parseWebvtt(content, skips), skips };
  if (hasTimes(content)) return { source: 'srt', cues: parseSrt(content, skips), skips };
  const cues = parseTimedText(content, skips);
  if (cues.length > 0) return { source: 'text', cues, skips };
  throw new TranscriptFormatError(`This is no transcript that Attune knows. ${KNOWN_FORMATS}`);
}

/** Null for text that only begins as JSON does, such as `[0:03] Good morning.` */
function fromJson(content: string, start: string, skips: Skips): Omit<ParsedTranscript, 'skips'> | null {
  if (start === '[' && /^\s{0,64}\[[^[{\]"]{1,64}\]/.test(content)) return null;
  const json = readJson(content);
  for (const [source, parse] of JSON_FORMATS) {
    const cues = parse(json, skips);
    if (cues !== null) return { source, cues };
  }
  throw new TranscriptFormatError(`This JSON is no transcript that Attune knows. ${KNOWN_FORMATS}`);
}

const JSON_FORMATS: readonly [TranscriptFileSource, (json: unknown, skips: Skips) => Cue[] | null][] = [
  ['deepgram', parseDeepgram],
  ['whisper', parseWhisper],
  ['assemblyai', parseAssemblyAi],
];

function hasTimes(content: string): boolean {
  let lines = 0;
  for (const line of linesOf(content)) {
    if (line.trim() === '') continue;
    const times = parseTimeLine(line);
    if (times !== null && (times !== 'unreadable' || looksLikeTime(line))) return true;
    if (++lines > LINES_BEFORE_TIMES) return false;
  }
  return false;
}

/**
 * Whether the text was in another encoding: it has zeros, as UTF-16 read as something else has, or most letters outside ASCII are then the replacement character. Whisper itself writes a few, where it
 * splits a letter, among many that are well.
 */
function isMisread(content: string): boolean {
  let replaced = 0;
  let zeros = 0;
  let others = 0;
  for (let at = 0; at < content.length; at++) {
    const code = content.charCodeAt(at);
    if (code === 0) zeros++;
    else if (code === 0xfffd) replaced++;
    else if (code > 0x7f) others++;
  }
  return replaced > 2 * others || zeros > content.length / 100;
}
