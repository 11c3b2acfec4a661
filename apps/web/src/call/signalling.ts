import { io, type Socket } from 'socket.io-client';
import { type z } from 'zod';
import { apiError } from '#contracts/rest';
import {
  type ClientToServer,
  events,
  type Events,
  type HandshakeAuth,
  type Reply,
  type RequestName,
  type RequestOf,
  requests,
  type ResponseOf,
  type ServerToClient,
} from '#contracts/socket-events';
import { ApiError } from '../api/api-error.ts';

export type CallSocket = Socket<ServerToClient, ClientToServer>;

const REPLY_WITHIN_MS = 10_000;
/** A server that has taken the connection and says nothing hangs; the next try may be sent to another one. */
const CONNECT_WITHIN_MS = 5_000;
/** A call that has just lost its server is back by one of the first tries. After that, a server that starts again is not to be asked all the time. */
const RETRY_MS = { min: 250, max: 600, patientMax: 3_000 };
const IMPATIENT_TRIES = 20;
/** Where WebSockets have worked, polling would cost a request for every event: it is not taken up because a server was away for a moment. */
const WEBSOCKET_TRIES = 8;
const ANY_TRANSPORT = ['websocket', 'polling'];

/** The call's socket, not connected yet. It reconnects by itself after a lost connection, but not after a refusal. */
export function createSocket(auth: HandshakeAuth): CallSocket {
  const socket: CallSocket = io('/call', {
    auth,
    // Where several servers share the calls, it says where the connection belongs.
    query: { call: auth.callId },
    autoConnect: false,
    forceNew: true,
    transports: ANY_TRANSPORT,
    tryAllTransports: true,
    timeout: CONNECT_WITHIN_MS,
    reconnectionDelay: RETRY_MS.min,
    reconnectionDelayMax: RETRY_MS.max,
  });
  const { io: manager } = socket;
  manager.on('open', () => {
    if (manager.engine.transport.name === 'websocket') manager.opts.transports = ['websocket'];
    manager.reconnectionDelayMax(RETRY_MS.max);
  });
  manager.on('reconnect_attempt', (tries) => {
    if (tries === WEBSOCKET_TRIES) manager.opts.transports = ANY_TRANSPORT;
    if (tries === IMPATIENT_TRIES) manager.reconnectionDelayMax(RETRY_MS.patientMax);
  });
  return socket;
}

const lost = () => new ApiError(0, 'no-connection', 'The server does not answer. Check your connection and try again.');

/**
 * Sends a request and waits for its parsed answer.
 * @throws {ApiError} if the server refuses, or gives no answer within ten seconds.
 */
export async function ask<N extends RequestName>(socket: CallSocket, name: N, request: RequestOf<N>): Promise<ResponseOf<N>> {
  if (!socket.connected) throw lost();
  const emit = socket.timeout(REPLY_WITHIN_MS).emitWithAck.bind(socket.timeout(REPLY_WITHIN_MS)) as (
    event: N,
    request: RequestOf<N>,
  ) => Promise<Reply<unknown>>;
  const reply = await emit(name, request).catch(() => {
    throw lost();
  });
  if (!reply.ok) {
    const said = apiError.parse(reply.error);
    throw new ApiError(400, said.code, said.message, said.parameters);
  }
  return (requests[name].response as z.ZodType).parse(reply.data) as ResponseOf<N>;
}

/** Calls `handler` with every well-formed event of that name; anything else is dropped with a line in the console. */
export function listen<N extends keyof Events>(socket: CallSocket, name: N, handler: (event: Events[N]) => void): void {
  const schema = events[name] as z.ZodType;
  const receive = (payload: unknown) => {
    const parsed = schema.safeParse(payload);
    if (parsed.success) handler(parsed.data as Events[N]);
    else console.error(`Dropped a malformed "${name}":`, parsed.error.message);
  };
  (socket as { on: (event: string, listener: (payload: unknown) => void) => void }).on(name, receive);
}

/** What the server said when it refused the connection, as an error for people. */
export function refusalOf(error: Error & { data?: unknown }): ApiError {
  const said = apiError.safeParse(error.data);
  return said.success
    ? new ApiError(403, said.data.code, said.data.message, said.data.parameters)
    : new ApiError(403, 'connection-refused', error.message);
}
