import { type CallState, type MediaSource } from '#contracts/call';

export interface WantedProducer {
  producerId: string;
  participantId: string;
  source: MediaSource;
}

/**
 * Everything that others in the call send now, as the call's state says. Of those whose socket is lost for a moment, media may go on; the server
 * ends them if that lasts.
 */
export function wantedProducers(call: CallState, selfId: string): WantedProducer[] {
  if (call.status === 'ended') return [];
  return call.participants
    .filter((participant) => participant.id !== selfId && (participant.presence === 'connected' || participant.presence === 'away'))
    .flatMap((participant) => participant.producers.map(({ id, source }) => ({ producerId: id, participantId: participant.id, source })));
}

/**
 * What to start and stop receiving so that it is what the call's state says.
 * @param receiving ids of producers that are received, or about to be.
 */
export function reconcile(wanted: WantedProducer[], receiving: Iterable<string>): { start: WantedProducer[]; stop: string[] } {
  const now = new Set(receiving);
  const goal = new Set(wanted.map(({ producerId }) => producerId));
  return { start: wanted.filter(({ producerId }) => !now.has(producerId)), stop: [...now].filter((producerId) => !goal.has(producerId)) };
}
