/**
 * What one suite came to.
 * @typedef {{ passed: number, failed: number, skipped: number }} Tally
 */

/**
 * The parts of Vitest's JSON report that are counted.
 * @typedef {object} VitestReport
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 * @property {{ name: string, status: string, assertionResults: { status: string, fullName: string }[] }[]} testResults one per file, by its path
 */

/**
 * Counts a Vitest run. A file that failed without a failed test (it did not load, or its hooks failed) counts as one failure, and so does a
 * run that ended badly or found nothing although its report shows no failure.
 * @param {VitestReport | undefined} report undefined if Vitest wrote none
 * @param {number} exitCode
 * @returns {Tally}
 */
export function tallyOfVitest(report, exitCode) {
  if (report === undefined) return { passed: 0, failed: 1, skipped: 0 };
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((each) => each.status === 'failed'),
  );
  const tally = {
    passed: report.numPassedTests,
    failed: report.numFailedTests + brokenFiles.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
  const badEnd = tally.failed === 0 && (exitCode !== 0 || tally.passed === 0);
  return badEnd ? { ...tally, failed: 1 } : tally;
}

/**
 * The path and name of each test that failed; the path alone of a file that failed as a whole.
 * @param {VitestReport | undefined} report
 * @returns {string[]}
 */
export function failedTests(report) {
  return (report?.testResults ?? []).flatMap(({ name, status, assertionResults }) => {
    const failed = assertionResults.filter((each) => each.status === 'failed').map(({ fullName }) => `${name} › ${fullName}`);
    return failed.length === 0 && status === 'failed' ? [name] : failed;
  });
}

/**
 * @param {Tally[]} tallies
 * @returns {Tally}
 */
export function sum(tallies) {
  return tallies.reduce(
    (all, each) => ({ passed: all.passed + each.passed, failed: all.failed + each.failed, skipped: all.skipped + each.skipped }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}

/** @param {Tally} tally */
export function inWords({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`;
}
