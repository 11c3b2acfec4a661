import type { Utterance } from '#contracts/transcript';

export const TRANSCRIPT_FORMATS = ['vtt', 'srt', 'txt'] as const;
export type TranscriptFormat = (typeof TRANSCRIPT_FORMATS)[number];

type Line = Pick<Utterance, 'speaker' | 'startMs' | 'endMs' | 'text'>;

/** The transcript as a file: WebVTT with voice tags (https://www.w3.org/TR/webvtt1/), SubRip, or text with times. */
export function writtenTranscript(utterances: readonly Line[], format: TranscriptFormat): string {
  return WRITERS[format](
    utterances.map((one) => ({ ...one, text: oneLine(one.text), speaker: oneLine(one.speaker) })).filter(({ text }) => text !== ''),
  );
}

const WRITERS: Record<TranscriptFormat, (lines: Line[]) => string> = {
  vtt: (lines) => ['WEBVTT', ...lines.map((line) => `${span(line, '.')}\n${voice(line.speaker)}${escape(line.text)}`)].join('\n\n') + '\n',
  srt: (lines) => lines.map((line, index) => `${index + 1}\n${span(line, ',')}\n${named(line)}\n`).join('\n'),
  txt: (lines) => lines.map((line) => `[${time(line.startMs, '.').slice(0, 8)}] ${named(line)}\n`).join(''),
};

/** A cue has no line breaks: an empty line would end it. */
const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();
const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const voice = (speaker: string) => (speaker === '' ? '' : `<v ${escape(speaker)}>`);
const named = ({ speaker, text }: Line) => (speaker === '' ? text : `${speaker}: ${text}`);
/** A cue must end after it begins. */
const span = ({ startMs, endMs }: Line, point: string) => `${time(startMs, point)} --> ${time(Math.max(endMs, startMs + 1), point)}`;

function time(ms: number, point: string): string {
  const whole = Math.round(ms);
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  return `${two(whole / 3_600_000)}:${two((whole / 60_000) % 60)}:${two((whole / 1_000) % 60)}${point}${String(whole % 1_000).padStart(3, '0')}`;
}
