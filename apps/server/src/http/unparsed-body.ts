import type { NextFunction, Request, Response } from 'express';
import type { z } from 'zod';
import { ApiException, invalidRequest } from './api-exception.ts';
import { ZodPipe } from './zod.pipe.ts';

/** Bytes of bodies that are held in memory at once, of all who send some. */
const HELD_BYTES = 256 * 1024 * 1024;

/** Keeps a large body as the bytes that came, for a thread to parse. 413 `too-large` with `tooLarge`, a sentence that says what to do. */
export function unparsedBody(limitBytes: number, tooLarge: string) {
  let held = 0;
  return (request: Request, response: Response, next: NextFunction): void => {
    const announced = Number(request.headers['content-length'] ?? limitBytes);
    if (!(announced <= limitBytes)) return next(new ApiException('too-large', tooLarge));
    if (held + announced > HELD_BYTES)
      return next(new ApiException('server-busy', 'The server is taking several large files. Try again in a minute.'));
    held += announced;
    response.once('close', () => {
      held -= announced;
    });
    collect(request, announced).then((body) => {
      request.body = body;
      next(body === null ? new ApiException('too-large', tooLarge) : undefined);
    }, next);
  };
}

/** Copies what comes to where it stays, bit by bit: putting it together at the end would take long at once. Null if it is more than announced. */
async function collect(request: Request, announced: number): Promise<Uint8Array | null> {
  const body = new Uint8Array(announced);
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    if (length + chunk.length > announced) return null;
    body.set(chunk, length);
    length += chunk.length;
  }
  return body.subarray(0, length);
}

/** The bytes of a body that a thread will parse with the contract: `@Body(new UnparsedPipe(schema)) body: Uint8Array`. */
export class UnparsedPipe<T extends z.ZodType> extends ZodPipe<T> {
  override transform(value: unknown): never {
    if (!(value instanceof Uint8Array) || value.length === 0) throw invalidRequest('The request could not be read. Send valid JSON.');
    return value as never;
  }
}
