import { describe, expect, it } from 'vitest';
import { type RequestName, requests, type Sender } from '#contracts/socket-events';
import type { ParticipantRow } from '../calls/calls.service.ts';
import { type LiveParticipant, type Presence, LiveCall } from '../calls/live-call.ts';
import { ApiException } from '../http/api-exception.ts';
import { assertMaySend } from './senders.ts';

const now = new Date();
const liveCall = (status: 'open' | 'live' | 'ended' = 'live') =>
  new LiveCall(
    {
      id: 'c',
      kind: 'call',
      ownerId: 'o',
      title: '',
      patientName: '',
      status,
      createdAt: now,
      startedAt: now,
      endedAt: null,
      durationMs: null,
      occupiedUntil: null,
      labelLagMs: 0,
      fence: 0,
      platformGivenAt: null,
    },
    [],
    null,
  );
const participant = (role: ParticipantRow['role'], presence: Presence, row: Partial<ParticipantRow> = {}): LiveParticipant => ({
  row: {
    id: 'p',
    callId: 'c',
    role,
    name: '',
    accountId: null,
    keyHash: null,
    createdAt: now,
    waitingSince: null,
    admittedAt: null,
    firstAdmittedAt: null,
    deniedAt: null,
    removedAt: null,
    returns: false,
    ...row,
  },
  presence,
});

interface Circumstances {
  status?: 'live' | 'ended';
  isNewest?: boolean;
}

function answers(name: RequestName, who: LiveParticipant, { status = 'live', isNewest = true }: Circumstances = {}): string {
  try {
    assertMaySend(name, { liveCall: liveCall(status), participant: who, session: null, address: '127.0.0.1' }, isNewest);
    return 'ok';
  } catch (error) {
    return (error as ApiException).code;
  }
}

const names = Object.keys(requests) as RequestName[];
const people = {
  outside: participant('patient', 'checking'),
  waiting: participant('patient', 'waiting'),
  inCall: participant('patient', 'connected'),
  doctor: participant('clinician', 'connected'),
  doctorOutside: participant('clinician', 'checking'),
};
const allowed: Record<Sender, (keyof typeof people)[]> = {
  'anyone-here': ['outside', 'waiting', 'inCall', 'doctor', 'doctorOutside'],
  patient: ['outside', 'waiting', 'inCall'],
  admitted: ['inCall', 'doctor'],
  clinician: ['doctor', 'doctorOutside'],
};

describe.each(names)('%s', (name) => {
  it('is taken from those whom the contract names, and from nobody else', () => {
    for (const [who, one] of Object.entries(people)) {
      expect([who, answers(name, one)]).toEqual([
        who,
        allowed[requests[name].from].includes(who as keyof typeof people) ? 'ok' : 'forbidden',
      ]);
    }
  });

  it('is taken from nobody who has gone, was turned away, or has a newer socket, and from nobody once the call has ended', () => {
    for (const one of Object.values(people)) {
      expect(answers(name, { ...one, presence: 'left' })).toBe('forbidden');
      expect(answers(name, { ...one, row: { ...one.row, deniedAt: now } })).toBe('forbidden');
      expect(answers(name, one, { isNewest: false })).toBe('forbidden');
      expect(answers(name, one, { status: 'ended' })).toBe('call-ended');
    }
  });
});
