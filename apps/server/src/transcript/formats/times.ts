/** A time as written: its fields, and the digits of its fraction, which not every program means alike. */
export interface WrittenTime {
  seconds: number;
  fraction: string;
  padded: boolean;
}
export interface TimeLine {
  from: WrittenTime;
  to: WrittenTime;
}

/** No time has more characters. */
const LONGEST = 32;
/** Every quantifier is bounded and no two of them can take the same character. */
const TIME = /^(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,6}))?$/;
const ARROW = '-->';

/** `FROM --> TO`, with cue settings after it or without: null if the line has no arrow, 'unreadable' if what stands around it are no times. */
export function parseTimeLine(line: string): TimeLine | 'unreadable' | null {
  const arrow = line.indexOf(ARROW);
  if (arrow === -1) return null;
  const from = parseTime(line.slice(Math.max(0, arrow - LONGEST - 1), arrow).trim());
  const [first = ''] = line
    .slice(arrow + ARROW.length, arrow + ARROW.length + 2 * LONGEST)
    .trimStart()
    .split(/\s/, 1);
  const to = parseTime(first);
  return from === null || to === null ? 'unreadable' : { from, to };
}

/** Whether what stands before the arrow begins like a time, so that an arrow in speech is not taken for one. */
export const looksLikeTime = (line: string) => /^\s{0,8}\d{1,4}:/.test(line.slice(0, LONGEST));

export function parseTime(text: string): WrittenTime | null {
  if (text.length > LONGEST) return null;
  const match = TIME.exec(text);
  if (match === null) return null;
  const [, hours = '0', minutes = '', seconds = '', fraction = ''] = match;
  if (Number(minutes) > 59 || Number(seconds) > 59) return null;
  return {
    seconds: (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds),
    fraction,
    padded: minutes.length === 2 && seconds.length === 2,
  };
}

/**
 * Milliseconds. `.5` is half a second, unless the file writes none of its fields with leading zeros, as Teams does: there `.90` are 90 ms.
 */
export function toMs({ seconds, fraction }: WrittenTime, unpadded: boolean): number {
  return seconds * 1000 + (unpadded ? Number(fraction.slice(0, 3)) : Number(fraction.slice(0, 3).padEnd(3, '0')));
}
