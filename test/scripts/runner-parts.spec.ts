/** Parts of `npm test` and `npm start` that decide something. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findChromium } from '../../scripts/lib/find-chromium.mjs'

const LIB = resolve(import.meta.dirname, '../../scripts/lib')

interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}
const { countVitest, failedTests, addUp, summaryLine } = (await import(join(LIB, 'test-counts.mjs'))) as {
  countVitest: (report: object | null, exitCode: number) => Counts
  failedTests: (report: object | null, root: string) => string[]
  addUp: (counts: readonly Counts[]) => Counts
  summaryLine: (counts: Counts) => string
}
const { whyNoWindow } = (await import(join(LIB, 'electron-binary.mjs'))) as {
  whyNoWindow: (machine: { platform: string; env: Record<string, string>; uid: number | null }) => string | null
}

describe('the counts of npm test', () => {
  const report = { numPassedTests: 5, numFailedTests: 0, numPendingTests: 2, numTodoTests: 1, testResults: [] }

  it('are those of the runner', () => {
    expect(countVitest(report, 0)).toEqual({ passed: 5, failed: 0, skipped: 3 })
    expect(countVitest({ ...report, numFailedTests: 2 }, 1)).toEqual({ passed: 5, failed: 2, skipped: 3 })
  })

  it('hold a failure when the runner failed without naming a test', () => {
    expect(countVitest(report, 1).failed).toBe(1)
    expect(countVitest(null, 1)).toEqual({ passed: 0, failed: 1, skipped: 0 })
  })

  it('hold a failure for every file that does not load', () => {
    const broken = { status: 'failed', assertionResults: [] }
    expect(countVitest({ ...report, testResults: [broken, broken, { status: 'passed', assertionResults: [{}] }] }, 1).failed).toBe(2)
  })

  it('come with the names of the tests that failed and the start of what they say', () => {
    const test = (status: string, message = '') => ({ status, fullName: 'a that does b', failureMessages: [message] })
    const results = [
      { name: resolve('x/one.spec.ts'), status: 'failed', assertionResults: [test('passed'), test('failed', '\u001b[31mexpected 1\u001b[39m\nto be 2\n')] },
      { name: resolve('x/two.spec.ts'), status: 'failed', message: 'no such module', assertionResults: [] }
    ]
    expect(failedTests({ testResults: results }, resolve('.'))).toEqual([
      'x/one.spec.ts > a that does b: expected 1\n    to be 2',
      'x/two.spec.ts: no such module'
    ])
    expect(failedTests(null, '.')).toEqual([])
  })

  it('end in one line', () => {
    expect(summaryLine(addUp([countVitest(report, 0), { passed: 1, failed: 1, skipped: 0 }]))).toBe('Tests: 6 passed, 1 failed, 3 skipped')
  })
})

describe('whether a window can be shown', () => {
  it.each([
    ['linux', {}, 1000, 'there is no display'],
    ['linux', { DISPLAY: '' }, 1000, 'there is no display'],
    ['linux', { DISPLAY: ':0' }, 0, 'Electron does not run as root with its sandbox on'],
    ['linux', { DISPLAY: ':0' }, 1000, null],
    ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, 1000, null],
    ['darwin', {}, 501, null],
    ['win32', {}, null, null]
  ])('on %s with %j as user %s: %s', (platform, env, uid, reason) => {
    expect(whyNoWindow({ platform, env: env as Record<string, string>, uid })).toBe(reason)
  })
})

describe('the browser for the tests', () => {
  it('is the one that is named, and none when that is missing', () => {
    expect(findChromium({ RECLAIMSCOPE_CHROMIUM: process.execPath, PATH: '' })).toBe(process.execPath)
    expect(findChromium({ RECLAIMSCOPE_CHROMIUM: '/no/such/browser', PATH: process.env['PATH'] })).toBeNull()
  })

  it('is found on the path otherwise', () => {
    const folder = mkdtempSync(join(tmpdir(), 'path-'))
    mkdirSync(join(folder, 'bin'))
    writeFileSync(join(folder, 'bin/chromium'), '')
    chmodSync(join(folder, 'bin/chromium'), 0o755)
    expect(findChromium({ PATH: join(folder, 'bin') })).toBe(join(folder, 'bin/chromium'))
    rmSync(folder, { recursive: true })
  })
})
