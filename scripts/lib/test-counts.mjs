/** Adds up test results of several runners. */
import { relative } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

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

/**
 * A line for every failed test and every file that does not load, with the start of its message.
 * @param {{ testResults?: { name?: string, status: string, message?: string, assertionResults: { status: string, fullName: string, failureMessages?: string[] }[] }[] } | null} report
 * @param {string} root Paths of files are told from here.
 * @returns {string[]}
 */
export function failedTests(report, root) {
  const start = (message) => stripVTControlCharacters(message ?? '').slice(0, 2_000).trimEnd().split('\n').slice(0, 12).join('\n    ')
  return (report?.testResults ?? []).flatMap(({ name = '', status, message, assertionResults }) => {
    const file = relative(root, name).replaceAll('\\', '/')
    if (status === 'failed' && assertionResults.length === 0) return [`${file}: ${start(message)}`]
    const failed = assertionResults.filter((test) => test.status === 'failed')
    return failed.map((test) => `${file} > ${test.fullName}: ${start(test.failureMessages?.[0])}`)
  })
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
