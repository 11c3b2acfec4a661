import { expect, it } from 'vitest';
import { canInstall, matchesLockfile } from './dependencies.mjs';

const wanted = {
  '': {},
  'node_modules/a': { version: '1.0.0' },
  'node_modules/a/node_modules/b': { version: '2.0.0' },
  'node_modules/c-darwin': { version: '3.0.0', optional: true },
};
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

it.each([
  ['18.20.8', false],
  ['20.18.3', false],
  ['20.19.0', true],
  ['22.11.0', false],
  ['22.12.0', true],
  ['24.0.0', true],
])('under Node %s, npm installs everything: %s', (version, can) => {
  expect(canInstall(version)).toBe(can);
});
