import { expect, it } from 'vitest';
import { problemOf } from './media-problem.ts';

it.each([
  ['NotAllowedError', 'denied'],
  ['SecurityError', 'denied'],
  ['NotFoundError', 'not-found'],
  ['OverconstrainedError', 'not-found'],
  ['NotReadableError', 'busy'],
  ['AbortError', 'busy'],
  ['NotSupportedError', 'unsupported'],
  ['SomethingNew', 'other'],
])('takes %s for %s', (name, problem) => {
  expect(problemOf(new DOMException('', name))).toBe(problem);
});

it('takes anything else for other', () => {
  expect(problemOf('no')).toBe('other');
});
