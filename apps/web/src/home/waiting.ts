import { type CallView } from '#contracts/rest';

/** Who waits to be let in, longest first. */
export function waitingIn(call: CallView): CallView['participants'] {
  return call.participants
    .filter((participant) => participant.presence === 'waiting')
    .sort((a, b) => (a.waitingSince ?? '').localeCompare(b.waitingSince ?? ''));
}
