import type { SkippedPart } from '#contracts/transcript';
import { KNOWN_FORMATS, TranscriptFormatError } from './cue.ts';

/** So many parts are told one by one; the rest is counted. */
const TOLD = 20;
const LONGEST_FOUND = 80;
/** A file with more that is wrong is another kind of file. */
const MOST = 1_000;

/** What of a file could not be used. The rest of the file is kept. */
export class Skips {
  readonly parts: SkippedPart[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** A line of text, counted from 1. */
  line(line: number, why: SkippedPart['why'], found: string): void {
    this.#add({ line, part: null, why, found });
  }

  /** A part of JSON, by its path. */
  part(part: string, found: string): void {
    this.#add({ line: null, part, why: 'shape', found });
  }

  /** A sentence about the first part that was skipped; null if none was. */
  firstInWords(): string | null {
    const [first] = this.parts;
    if (first === undefined) return null;
    const where = first.line === null ? first.part : `line ${first.line}`;
    return {
      times: `The times in ${where} ("${first.found}") cannot be read. They should look like 00:01:02.500 --> 00:01:04.000.`,
      'no-times': `What stands in ${where} ("${first.found}") has no times.`,
      shape: `The part ${where} cannot be read (${first.found}).`,
    }[first.why];
  }

  /** Throws {@link TranscriptFormatError} where too much is wrong. */
  #add(skipped: SkippedPart): void {
    if (++this.#count > MOST)
      throw new TranscriptFormatError(`More than ${MOST} parts of the file cannot be read. ${this.firstInWords()} ${KNOWN_FORMATS}`);
    if (this.parts.length < TOLD) this.parts.push({ ...skipped, found: skipped.found.trim().slice(0, LONGEST_FOUND).toWellFormed() });
  }
}
