import { describe, expect, it } from 'vitest';
import { type CallState, type ParticipantView } from '#contracts/call';
import { reconcile, wantedProducers } from './reconcile.ts';

function participant(id: string, presence: ParticipantView['presence'], ...producers: string[]): ParticipantView {
  return {
    id,
    role: 'patient',
    name: id,
    presence,
    consent: null,
    consentUnconfirmed: false,
    consentStored: null,
    waitingSince: null,
    producers: producers.map((producer) => ({ id: producer, source: 'camera', kind: 'video', paused: false })),
  };
}

function call(status: CallState['status'], ...participants: ParticipantView[]): CallState {
  return { id: 'call', title: '', status, nowMs: 0, startedAt: null, endedAt: null, participants };
}

describe('wantedProducers', () => {
  it("is what others in the call send, their socket lost for a moment or not, never one's own", () => {
    const state = call(
      'live',
      participant('me', 'connected', 'p0'),
      participant('a', 'connected', 'p1', 'p2'),
      participant('b', 'waiting', 'p3'),
      participant('c', 'away', 'p4'),
    );
    expect(wantedProducers(state, 'me').map(({ producerId }) => producerId)).toEqual(['p1', 'p2', 'p4']);
  });

  it('is nothing once the call has ended', () => {
    expect(wantedProducers(call('ended', participant('a', 'connected', 'p1')), 'me')).toEqual([]);
  });
});

describe('reconcile', () => {
  const wanted = wantedProducers(call('live', participant('a', 'connected', 'p1', 'p2')), 'me');

  it('starts what is missing and stops what is gone', () => {
    const { start, stop } = reconcile(wanted, ['p2', 'p9']);
    expect(start.map(({ producerId }) => producerId)).toEqual(['p1']);
    expect(stop).toEqual(['p9']);
  });

  it('does nothing when all is as it should be', () => {
    expect(reconcile(wanted, ['p1', 'p2'])).toEqual({ start: [], stop: [] });
  });
});
