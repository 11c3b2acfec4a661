import { expect, it } from 'vitest';
import { failedTests, inWords, sum, tallyOfVitest } from './tally.mjs';

type VitestReport = NonNullable<Parameters<typeof tallyOfVitest>[0]>;

const report = (passed: number, failed: number, files: VitestReport['testResults'] = [], pending = 0) => ({
  numPassedTests: passed,
  numFailedTests: failed,
  numPendingTests: pending,
  numTodoTests: 0,
  testResults: files,
});
const [good, bad] = [
  { status: 'passed', fullName: 'works' },
  { status: 'failed', fullName: 'works at night' },
];
const passedFile = { name: 'a.spec.ts', status: 'passed', assertionResults: [good] };
const failedFile = { name: 'b.spec.ts', status: 'failed', assertionResults: [good, bad] };
const brokenFile = { name: 'c.spec.ts', status: 'failed', assertionResults: [] };

it('counts passed, failed and skipped tests', () => {
  expect(tallyOfVitest(report(7, 1, [passedFile, failedFile], 2), 1)).toEqual({ passed: 7, failed: 1, skipped: 2 });
});

it('counts a file that did not load as one failure', () => {
  expect(tallyOfVitest(report(7, 1, [failedFile, brokenFile]), 1)).toEqual({ passed: 7, failed: 2, skipped: 0 });
});

it('counts a run without a report as one failure', () => {
  expect(tallyOfVitest(undefined, 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

it('counts a bad end after nothing but passed tests as one failure', () => {
  expect(tallyOfVitest(report(3, 0, [passedFile]), 1)).toEqual({ passed: 3, failed: 1, skipped: 0 });
});

it('counts a run that found no test as one failure', () => {
  expect(tallyOfVitest(report(0, 0), 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

it('sums suites, and speaks of skipped tests only if there are any', () => {
  const all = sum([
    { passed: 1, failed: 0, skipped: 0 },
    { passed: 2, failed: 3, skipped: 4 },
  ]);
  expect(inWords(all)).toBe('3 passed, 3 failed, 4 skipped');
  expect(inWords(sum([]))).toBe('0 passed, 0 failed');
});

it('names the tests that failed, and files that did not load', () => {
  expect(failedTests(report(2, 1, [passedFile, failedFile, brokenFile]))).toEqual(['b.spec.ts › works at night', 'c.spec.ts']);
  expect(failedTests(undefined)).toEqual([]);
});
