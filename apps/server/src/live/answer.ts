import { Logger } from '@nestjs/common';
import { type RequestName, type Reply, requests } from '#contracts/socket-events';
import type { ApiError } from '#contracts/rest';
import { AuditNote } from '../audit/audit-note.ts';
import type { Actor, AuditService } from '../audit/audit.service.ts';
import { ApiException, invalidRequest } from '../http/api-exception.ts';
import { describe } from '../logging/describe.ts';
import { explain } from '../http/explain.ts';
import { MediaError } from '../media/errors.ts';
import type { CallRequests } from './call-requests.ts';
import type { CallSocket, CallSockets, SocketData } from './call-sockets.ts';
import { assertMaySend } from './senders.ts';

const logger = new Logger('Call');

export interface Asked {
  name: RequestName;
  socket: CallSocket;
  payload: unknown;
}
interface Answering {
  requests: CallRequests;
  sockets: CallSockets;
  audit: AuditService;
}

/**
 * Does what a client asks, notes in the audit log what the contract says, and tells how it went. Whatever the client sends, this never
 * throws. Nothing is awaited between the check of the sender and the handler's first line.
 */
export async function answer(
  { requests: { handlers }, sockets, audit }: Answering,
  { name, socket, payload }: Asked,
): Promise<Reply<unknown>> {
  try {
    assertMaySend(name, socket.data, sockets.of(socket.data.participant) === socket);
    const parsed = requests[name].request.safeParse(payload);
    if (!parsed.success) return { ok: false, error: invalidRequest(explain(parsed.error)).body };
    const note = new AuditNote();
    // The pair of handler and parsed request belongs together by `name`, which the type system cannot follow here.
    const handle = handlers[name] as (socket: CallSocket, request: unknown, note: AuditNote) => Promise<unknown>;
    const data = await handle(socket, parsed.data, note);
    leaveEntry(audit, name, socket.data, note);
    return { ok: true, data };
  } catch (error) {
    return { ok: false, error: toApiError(error) };
  }
}

/** A call does not wait for its log: the entry is owed. */
function leaveEntry(audit: AuditService, name: RequestName, { liveCall, participant: { row } }: SocketData, note: AuditNote): void {
  const { audit: action } = requests[name];
  if (action === 'none' || note.skipped) return;
  const actor: Actor = row.accountId === null ? { kind: 'participant', id: row.id } : { kind: 'account', id: row.accountId };
  void audit.record({ actor, action, callId: liveCall.id, detail: note.detail });
}

export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiException) return error.body;
  if (error instanceof MediaError) return { code: error.code, message: error.message };
  logger.error(describe(error));
  return { code: 'internal', message: 'Something went wrong on the server. Try again.' };
}
