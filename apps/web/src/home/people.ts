import { type CallView } from '#contracts/rest';

type People = Pick<CallView, 'participants'>;

/** Who waits to be let in, longest first. */
export function waitingIn(call: People): CallView['participants'] {
  return call.participants
    .filter((participant) => participant.presence === 'waiting')
    .sort((a, b) => (a.waitingSince ?? '').localeCompare(b.waitingSince ?? ''));
}

/** Everybody but clinicians. */
export function patientsIn(call: People): CallView['participants'] {
  return call.participants.filter(({ role }) => role !== 'clinician');
}

/** Whom the call is with, as its name on a card; empty while that is not known. */
export function namesIn(call: People): string {
  return patientsIn(call)
    .map(({ name }) => name)
    .filter((name) => name !== '')
    .join(', ');
}
