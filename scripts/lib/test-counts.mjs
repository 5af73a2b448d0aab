/** Adds up test results of several runners. */

/**
 * Counts of a vitest JSON report. A run that ended badly counts at least one failure, also when no test could report it
 * (a file that does not load, an unhandled rejection, no report at all).
 * @param {{ numPassedTests: number, numFailedTests: number, numPendingTests?: number, numTodoTests?: number, testResults?: { status: string, assertionResults: unknown[] }[] } | null} report
 * @param {number} exitCode
 */
export function countVitest(report, exitCode) {
  const passed = report?.numPassedTests ?? 0
  const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0)
  const brokenFiles = (report?.testResults ?? []).filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length
  const failed = (report?.numFailedTests ?? 0) + brokenFiles
  return { passed, failed: exitCode !== 0 ? Math.max(1, failed) : failed, skipped }
}

/** Sum of several counts. */
export function addUp(counts) {
  const sum = (key) => counts.reduce((total, entry) => total + entry[key], 0)
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') }
}

/** The closing line of `npm test`. */
export function summaryLine({ passed, failed, skipped }) {
  return `Tests: ${passed} passed, ${failed} failed, ${skipped} skipped`
}
