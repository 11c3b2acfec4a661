import { describe, expect, it } from 'vitest';
import { actorKind, auditAction } from '#contracts/audit';
import cs from '../locales/cs/audit.json';
import en from '../locales/en/audit.json';

describe.each([
  ['en', en],
  ['cs', cs],
])('the words of the audit log in %s', (_language, { actions, actors }) => {
  it('name every action and every kind of actor', () => {
    expect(Object.keys(actions).sort()).toEqual([...auditAction.options].sort());
    expect(Object.keys(actors).sort()).toEqual([...actorKind.options].sort());
  });
});
