import { type RequestName, requests, type Sender } from '#contracts/socket-events';
import type { LiveParticipant } from '../calls/live-call.ts';
import { type ApiException, forbidden, gone } from '../http/api-exception.ts';
import type { SocketData } from './call-sockets.ts';

interface Rule {
  holds(participant: LiveParticipant): boolean;
  refusal(): ApiException;
}

const RULES: Record<Sender, Rule> = {
  'anyone-here': { holds: () => true, refusal: () => forbidden('You are not in this call.') },
  patient: {
    holds: ({ row }) => row.role !== 'clinician',
    refusal: () => forbidden('A clinician is never analysed, so there is nothing to decide or to erase.'),
  },
  admitted: {
    holds: ({ presence }) => presence === 'connected',
    refusal: () => forbidden('You are not in the call yet. Wait until the clinician lets you in.'),
  },
  clinician: { holds: ({ row }) => row.role === 'clinician', refusal: () => forbidden('Only the clinician can do this.') },
};

/**
 * The one place that decides who may send a request, as its contract says. Throws 410 `call-ended`, 403 `forbidden`.
 * @param isNewest whether no later socket has taken over from this one
 */
export function assertMaySend(name: RequestName, { liveCall, participant }: SocketData, isNewest: boolean): void {
  if (liveCall.status === 'ended') throw gone('call-ended', 'This call has ended.');
  if (!isNewest || participant.presence === 'left' || participant.row.deniedAt !== null || participant.row.removedAt !== null)
    throw forbidden('You are not in this call any more. Open it again to come back.');
  const rule = RULES[requests[name].from];
  if (!rule.holds(participant)) throw rule.refusal();
}
