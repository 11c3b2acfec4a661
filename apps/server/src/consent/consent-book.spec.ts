import { describe, expect, it } from 'vitest';
import type { ConsentDecision } from '#contracts/consent';
import { ConsentBook } from './consent-book.ts';
import type { Decision, DecisionContent } from './decision.ts';
import { ConsentStore } from './keeping/consent-store.ts';
import type { ConsentJournal } from './keeping/journal.ts';

const SUBJECT = { callId: crypto.randomUUID(), participantId: crypto.randomUUID() };
const say = (decision: ConsentDecision): DecisionContent => ({
  decision,
  wording: '1',
  language: 'en',
  hash: null,
  source: 'receipt',
  at: new Date(),
});

/** The table that two servers share. */
class Table {
  readonly rows: Decision[] = [];
  add = (decision: Decision): Promise<void> => Promise.resolve(void this.rows.push(decision));
  ofCalls = (): Promise<Decision[]> => Promise.resolve([...this.rows]);
}

const server = (table: Table): ConsentBook => {
  const journal = { append: () => Promise.resolve(true), settle: () => Promise.resolve() } as unknown as ConsentJournal;
  return new ConsentBook(table, new ConsentStore(table, journal));
};

describe('what another server has decided since a call was loaded', () => {
  it('is known once it is read anew: a withdrawal is no repetition of an earlier one', async () => {
    const table = new Table();
    const [here, there] = [server(table), server(table)];
    await here.load(SUBJECT.callId);
    await here.decide(SUBJECT, 'expression', say('withdrawn'));
    await there.load(SUBJECT.callId);
    await there.decide(SUBJECT, 'expression', say('granted'));
    await here.reload(SUBJECT.callId);
    await here.decide(SUBJECT, 'expression', say('withdrawn'));
    expect(table.rows.map(({ decision, number }) => [decision, number])).toEqual([
      ['withdrawn', 1],
      ['granted', 2],
      ['withdrawn', 3],
    ]);
  });

  it('ends a grant in force: a stop that is in the table alone', async () => {
    const table = new Table();
    const [here, there] = [server(table), server(table)];
    await here.load(SUBJECT.callId);
    await here.decide(SUBJECT, 'expression', say('granted'));
    const granted = table.rows[0]!;
    await here.confirm(SUBJECT, 'expression', { decision: 'granted', number: granted.number, at: granted.at.toISOString() });
    expect(here.inForce()).toEqual([SUBJECT.callId]);
    await there.load(SUBJECT.callId);
    await there.decide(SUBJECT, 'expression', say('withdrawn'));
    here.heard(table.rows.filter(({ decision }) => decision !== 'granted'));
    expect(here.grantOf(SUBJECT, 'expression')).toBeNull();
    expect(here.inForce()).toEqual([]);
  });
});
