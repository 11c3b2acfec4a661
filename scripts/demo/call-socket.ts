import { io, type Socket } from 'socket.io-client';
import type { JoinResponse } from '#contracts/rest';
import type { ClientToServer, Reply, RequestName, RequestOf, ResponseOf, ServerToClient } from '#contracts/socket-events';
import { isLoopback } from './invitation.ts';

export type CallSocket = Socket<ServerToClient, ClientToServer>;

const ANSWER_WITHIN_MS = 15_000;

export function connect(link: URL, { callId, participantKey }: JoinResponse): CallSocket {
  return io(`${link.origin}/call`, {
    auth: { callId, participantKey },
    transports: ['websocket'],
    reconnectionDelay: 300,
    reconnectionDelayMax: 2_000,
    ...(isLoopback(link) && { rejectUnauthorized: false }),
  });
}

/** Makes a request and waits for its answer. @throws Error in the server's words if it refuses or does not answer. */
export async function ask<N extends RequestName>(socket: CallSocket, name: N, request: RequestOf<N>): Promise<ResponseOf<N>> {
  // What may be sent under which name is checked by the signature above; socket.io's own types cannot follow a name's type.
  const emit = socket.timeout(ANSWER_WITHIN_MS).emitWithAck.bind(socket.timeout(ANSWER_WITHIN_MS)) as (
    name: string,
    request: unknown,
  ) => Promise<Reply<ResponseOf<N>>>;
  const reply = await emit(name, request);
  if (!reply.ok) throw new Error(reply.error.message);
  return reply.data;
}
