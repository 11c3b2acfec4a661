/** One stretch of speech as a file has it; times in ms on the file's own clock. */
export interface Cue {
  /** Empty if the file does not say. */
  speaker: string;
  startMs: number;
  endMs: number;
  text: string;
  confidence?: number;
  words?: { text: string; startMs: number; endMs: number; confidence?: number }[];
}

/** A file that is no transcript we know, or is broken. The message says where and what to do. */
export class TranscriptFormatError extends Error {
  override name = 'TranscriptFormatError';
}

/** Splits `Name: what was said` where the start looks like a name and not like a part of the sentence. */
export function splitSpeaker(text: string): { speaker: string; text: string } {
  const match = /^\s*(?:\[([^\]\n]{1,60})\]|([\p{Lu}][\p{L}\p{M}.'’-]*(?: [\p{L}\p{M}\d.'’-]+){0,3}|[A-Z]+[_ ]?\d{1,3}))\s*:\s+(?=\S)/u.exec(text);
  if (match === null) return { speaker: '', text: text.trim() };
  return { speaker: (match[1] ?? match[2] ?? '').trim(), text: text.slice(match[0].length).trim() };
}

/** `HH:MM:SS.mmm`, hours optional, `.` or `,` before the milliseconds; NaN if it is no such time. */
export function parseTime(text: string): number {
  const match = /^(?:(\d{1,4}):)?([0-5]?\d):([0-5]\d)[.,](\d{1,3})$/.exec(text.trim());
  if (match === null) return Number.NaN;
  const [, hours = '0', minutes = '0', seconds = '0', fraction = '0'] = match;
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(fraction.padEnd(3, '0'));
}

/** Text between tags, entities read. WebVTT and SRT both borrow a little of HTML. */
export function plainText(markup: string): string {
  return markup.replace(/<\/?[a-zA-Z][^>\n]*>|<\/?\d[\d:.]*>|\{\\[^}]*\}/g, '')
    .replace(/&(amp|lt|gt|nbsp|quot|lrm|rlm|#39);/g, (_entity, name: string) => ENTITIES[name] ?? '')
    .replace(/\s+/g, ' ').trim();
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', nbsp: ' ', quot: '"', '#39': "'", lrm: '', rlm: '' };
