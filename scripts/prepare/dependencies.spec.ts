import { expect, it } from 'vitest';
import { matchesLockfile } from './dependencies.mjs';

const wanted = { '': {}, 'node_modules/a': { version: '1.0.0' }, 'node_modules/a/node_modules/b': { version: '2.0.0' }, 'node_modules/c-darwin': { version: '3.0.0', optional: true } };
const installed = { 'node_modules/a': { version: '1.0.0' }, 'node_modules/a/node_modules/b': { version: '2.0.0' } };

it('takes an install without the optional packages of other systems', () => {
  expect(matchesLockfile(wanted, installed)).toBe(true);
});

it.each([
  ['a missing package', { 'node_modules/a': { version: '1.0.0' } }],
  ['another version', { ...installed, 'node_modules/a': { version: '1.0.1' } }],
  ['another version of an optional package', { ...installed, 'node_modules/c-darwin': { version: '3.0.1' } }],
])('refuses %s', (_what, there) => {
  expect(matchesLockfile(wanted, there)).toBe(false);
});
