import { Readable } from 'node:stream';
import { StreamableFile } from '@nestjs/common';

/** So much is given to the socket at a time: encrypting it takes a millisecond at most. */
const PART = 256 * 1024;

/** An answer that a thread has written already. */
export function answerBytes(parts: readonly Uint8Array[], type = 'application/json; charset=utf-8'): StreamableFile {
  return new StreamableFile(Readable.from(slices(parts), { objectMode: false }), {
    type,
    length: parts.reduce((sum, part) => sum + part.length, 0),
  });
}

function* slices(parts: readonly Uint8Array[]): Generator<Uint8Array> {
  for (const part of parts) for (let from = 0; from < part.length; from += PART) yield part.subarray(from, from + PART);
}
