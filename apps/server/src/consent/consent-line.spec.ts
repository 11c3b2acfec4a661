import { Logger } from '@nestjs/common';
import { describe, expect, it, vi } from 'vitest';
import type { ConsentDecision } from '#contracts/consent';
import { ConsentLine } from './consent-line.ts';
import type { Decision, DecisionContent } from './decision.ts';

const SUBJECT = { callId: crypto.randomUUID(), participantId: crypto.randomUUID() };
const say = (decision: ConsentDecision, source: DecisionContent['source'] = 'call'): DecisionContent => ({
  decision,
  wording: '1',
  language: 'en',
  hash: null,
  source,
  at: new Date(),
});
const earlier = (decision: ConsentDecision, number = 1): Decision => ({ ...SUBJECT, scope: 'expression', number, ...say(decision) });
const line = (newest: Decision | null = null) => new ConsentLine(SUBJECT, 'expression', newest);

function granted(): ConsentLine {
  const made = line();
  made.stored(made.arrive(say('granted')));
  return made;
}

describe('a line of decisions', () => {
  it('has a grant in force once it is stored, not before', () => {
    const made = line();
    const decision = made.arrive(say('granted'));
    expect(made.grant).toBeNull();
    made.stored(decision);
    expect(made.grant).toMatchObject({ ...SUBJECT, scope: 'expression', number: 1, inForce: true });
  });

  it('revokes it before a stop has returned, for all who hold it', () => {
    const made = granted();
    const grant = made.grant!;
    const stop = vi.fn();
    const broken = vi.spyOn(Logger.prototype, 'error').mockImplementation(() => undefined);
    grant.onRevoked(() => {
      throw new Error('broken');
    });
    grant.onRevoked(stop);
    made.arrive(say('withdrawn'));
    expect(stop).toHaveBeenCalledOnce();
    expect([grant.inForce, made.grant]).toEqual([false, null]);
    broken.mockRestore();
    const late = vi.fn();
    grant.onRevoked(late);
    expect(late).toHaveBeenCalledOnce();
  });

  it('lets no earlier grant undo a later stop, however late it is stored', () => {
    const made = line();
    const slow = made.arrive(say('granted'));
    made.arrive(say('withdrawn'));
    made.stored(slow);
    expect([made.grant, made.newest?.decision, made.newest?.number]).toEqual([null, 'withdrawn', 2]);
  });

  it('takes a new grant after a stop', () => {
    const made = granted();
    made.arrive(say('withdrawn'));
    made.stored(made.arrive(say('granted')));
    expect(made.grant?.number).toBe(3);
  });

  it('has nothing in force after a restart until the client confirms the same decision', () => {
    const made = line(earlier('granted', 4));
    expect([made.grant, made.awaitsConfirmation]).toEqual([null, true]);
    for (const number of [3, 5]) expect(made.confirm({ decision: 'granted', number, at: null })).toBe('ask');
    expect(made.confirm(null)).toBe('ask');
    expect(made.grant).toBeNull();
    expect(made.confirm({ decision: 'granted', number: 4, at: null })).toBe('agrees');
    expect(made.grant?.number).toBe(4);
  });

  it.each([
    ["one that was lost with the server's memory", 2],
    ["one under the number of the server's own", 1],
    ['one that never arrived', null],
  ])('records a stop that only the client knows: %s', (_, number) => {
    expect(line(earlier('granted')).confirm({ decision: 'withdrawn', number, at: null })).toBe('record-stop');
  });

  it('asks rather than records where the client knows an older stop', () => {
    expect(line(earlier('granted', 3)).confirm({ decision: 'withdrawn', number: 2, at: null })).toBe('ask');
  });

  it('has nothing in force while the client is away, nor if its grant is stored meanwhile', () => {
    const made = granted();
    made.disconnect();
    expect(made.grant).toBeNull();
    const again = line();
    const decision = again.arrive(say('granted'));
    again.disconnect();
    again.stored(decision);
    expect([again.grant, again.awaitsConfirmation]).toEqual([null, true]);
  });

  it('ends for a stop that another server has stored, and for nothing older', () => {
    const made = granted();
    expect(made.heard(earlier('withdrawn', 0))).toBe(false);
    expect(made.grant).not.toBeNull();
    const grant = made.grant!;
    expect(made.heard(earlier('withdrawn', 2))).toBe(true);
    expect([made.grant, grant.inForce, made.newest?.number]).toEqual([null, false, 2]);
    expect(made.heard(earlier('withdrawn', 2))).toBe(false);
    // What is granted afterwards is newer.
    made.stored(made.arrive(say('granted')));
    expect(made.grant).toMatchObject({ number: 3 });
  });

  it('ends where two servers gave a stop and a grant the same number', () => {
    const made = granted();
    expect(made.heard(earlier('withdrawn', 1))).toBe(true);
    expect(made.grant).toBeNull();
  });

  it('does not let a grant that was on its way count after a stop of another server', () => {
    const made = line();
    const decision = made.arrive(say('granted'));
    made.heard(earlier('withdrawn', 2));
    made.stored(decision);
    expect(made.grant).toBeNull();
  });
});
