import { Logger } from '@nestjs/common';
import { type RequestName, type Reply, requests } from '#contracts/socket-events';
import type { ApiError } from '#contracts/rest';
import { ApiException } from '../http/api-exception.ts';
import { describe } from '../http/api-exception.filter.ts';
import { explain } from '../http/zod.pipe.ts';
import { MediaError } from '../media/errors.ts';
import type { CallRequests } from './call-requests.ts';
import type { CallSocket, CallSockets } from './call-sockets.ts';
import { assertMaySend } from './senders.ts';

const logger = new Logger('Call');

/**
 * Does what a client asks and says how it went. Whatever the client sends, this never throws. Nothing is awaited between the
 * check of the sender and the handler's first line.
 */
export async function answer(handlers: CallRequests['handlers'], sockets: CallSockets, name: RequestName, socket: CallSocket, payload: unknown): Promise<Reply<unknown>> {
  try {
    assertMaySend(name, socket.data, sockets.of(socket.data.member) === socket);
    const parsed = requests[name].request.safeParse(payload);
    if (!parsed.success) return { ok: false, error: { code: 'invalid-request', message: explain(parsed.error) } };
    // The pair of handler and parsed request belongs together by `name`, which the type system cannot follow here.
    const handle = handlers[name] as (socket: CallSocket, request: unknown) => Promise<unknown>;
    return { ok: true, data: await handle(socket, parsed.data) };
  } catch (error) {
    return { ok: false, error: toApiError(error) };
  }
}

export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiException || error instanceof MediaError) return { code: error.code, message: error.message };
  logger.error(describe(error));
  return { code: 'internal', message: 'Something went wrong on the server. Try again.' };
}
