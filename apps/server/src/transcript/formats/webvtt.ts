import { type Cue, parseTime, plainText, splitSpeaker, TranscriptFormatError } from './cue.ts';

const ARROW = /^(\S+)\s+-->\s+(\S+)(?:\s.*)?$/;

/** WebVTT (W3C): cues with times, voice tags `<v Name>`, notes and styles skipped. A cue of several voices becomes several. */
export function parseWebvtt(content: string): Cue[] {
  const blocks = content.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n').split(/\n{2,}/);
  return blocks.slice(1).flatMap((block) => parseBlock(block.split('\n').filter((line) => line.trim() !== '')));
}

/** SubRip: a number, a line of times with comma, text; blocks apart by an empty line. */
export function parseSrt(content: string): Cue[] {
  const blocks = content.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n').trim().split(/\n\s*\n/);
  return blocks.flatMap((block) => parseBlock(block.split('\n')));
}

function parseBlock(lines: string[]): Cue[] {
  const first = lines[0] ?? '';
  if (lines.length === 0 || /^(NOTE|STYLE|REGION)\b/.test(first)) return [];
  const at = lines.findIndex((line) => line.includes('-->'));
  // Text without times, such as a header or a note that went on after an empty line, says nothing about when.
  if (at === -1) return [];
  const line = lines[at]?.trim() ?? '';
  const [, from = '', to = ''] = ARROW.exec(line) ?? [];
  const startMs = parseTime(from);
  const endMs = parseTime(to);
  if (Number.isNaN(startMs) || Number.isNaN(endMs)) throw new TranscriptFormatError(`The times "${line.slice(0, 80)}" cannot be read. They should look like 00:01:02.500 --> 00:01:04.000. Correct the file and import it again.`);
  if (endMs < startMs) throw new TranscriptFormatError(`The cue "${line.slice(0, 80)}" ends before it starts. Correct the file and import it again.`);
  return voices(lines.slice(at + 1).join('\n')).map((voice) => ({ ...voice, startMs, endMs })).filter((cue) => cue.text !== '');
}

function voices(markup: string): { speaker: string; text: string }[] {
  const tag = /<v(?:\.[^\s>]*)?\s+([^>\n]+)>/g;
  const starts = [...markup.matchAll(tag)];
  if (starts.length === 0) return [splitSpeaker(plainText(markup))];
  const before = plainText(markup.slice(0, starts[0]?.index));
  const spoken = starts.map((start, i) => ({
    speaker: plainText(start[1] ?? ''),
    text: plainText(markup.slice(start.index + start[0].length, starts[i + 1]?.index)),
  }));
  return before === '' ? spoken : [splitSpeaker(before), ...spoken];
}
