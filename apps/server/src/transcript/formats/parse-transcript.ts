import { type Cue, TranscriptFormatError } from './cue.ts';
import { parseSrt, parseWebvtt } from './webvtt.ts';
import { parseWhisper } from './whisper.ts';

const MAX_CUES = 50_000;
const KNOWN = 'Attune reads WebVTT (.vtt), SubRip (.srt) and Whisper\'s verbose_json (.json).';

export interface ParsedTranscript { source: 'webvtt' | 'srt' | 'whisper'; cues: Cue[] }

/** Tells the format by the content, not the name. Throws {@link TranscriptFormatError} with what to do. */
export function parseTranscript(content: string): ParsedTranscript {
  const parsed = parse(content.replace(/^\uFEFF/, ''));
  if (parsed.cues.length === 0) throw new TranscriptFormatError(`The file holds nothing that was said. ${KNOWN}`);
  if (parsed.cues.length > MAX_CUES) throw new TranscriptFormatError(`The file has more than ${MAX_CUES} cues. Split it.`);
  const tooLong = parsed.cues.find((cue) => cue.text.length > 10_000 || (cue.words?.length ?? 0) > 5_000);
  if (tooLong !== undefined) throw new TranscriptFormatError(`What is said at ${Math.round(tooLong.startMs / 1000)} s is too long for one utterance. Export the transcript in shorter segments.`);
  return { ...parsed, cues: parsed.cues.map((cue) => ({ ...cue, speaker: cue.speaker.slice(0, 200) })) };
}

function parse(content: string): ParsedTranscript {
  if (content.includes('\u0000') || content.includes('\uFFFD')) throw new TranscriptFormatError(`The file is not text in UTF-8. ${KNOWN}`);
  if (/^WEBVTT(?:[ \t\r\n]|$)/.test(content)) return { source: 'webvtt', cues: parseWebvtt(content) };
  if (/^\s*[{[]/.test(content)) return { source: 'whisper', cues: parseWhisper(readJson(content)) };
  if (/^\s*\d+[ \t]*\r?\n\s*\d[\d:.,]*\s+-->/.test(content) || /^\s*\d{1,4}:\d\d:\d\d,\d{1,3}\s+-->/.test(content)) return { source: 'srt', cues: parseSrt(content) };
  throw new TranscriptFormatError(`This is no transcript that Attune knows. ${KNOWN}`);
}

function readJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    throw new TranscriptFormatError(`The JSON of this file is broken or cut off. Export it again. ${KNOWN}`);
  }
}
