#!/usr/bin/env node
/**
 * `npm test`: type check, lint, layer check, build, then unit, contract, build and browser tests.
 * Every step runs even when an earlier one failed; each check counts as one test. Last line: `Tests: N passed, N failed, N skipped`.
 * Without a Chromium the browser tests are skipped, except with CI=true, where that is a failure.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { CACHE, ROOT } from './lib/build.mjs'
import { findChromium } from './lib/find-chromium.mjs'
import { addUp, countVitest, failedTests, summaryLine } from './lib/test-counts.mjs'

const bin = (path) => join(ROOT, 'node_modules', path)

/** Runs Node with arguments; resolves to the exit code. */
function runNode(args, env = {}) {
  return new Promise((done) => {
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...env } })
    child.on('error', () => done(1))
    child.on('close', (code) => done(code ?? 1))
  })
}

function heading(title) {
  console.log(`\n== ${title}`)
}

/** A step that passes or fails as a whole. */
async function check(title, ...commands) {
  heading(title)
  for (const args of commands) if ((await runNode(args)) !== 0) return { title, passed: 0, failed: 1, skipped: 0 }
  return { title, passed: 1, failed: 0, skipped: 0 }
}

/** A vitest project, counted test by test. */
async function project(name, env = {}) {
  heading(`${name} tests`)
  mkdirSync(CACHE, { recursive: true })
  const report = join(CACHE, `vitest-${name}.json`)
  rmSync(report, { force: true })
  const code = await runNode(
    [bin('vitest/vitest.mjs'), 'run', '--project', name, '--passWithNoTests', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    env
  )
  const results = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : null
  return { title: `${name} tests`, ...countVitest(results, code), failures: failedTests(results, ROOT) }
}

async function browserTests() {
  const chromium = findChromium()
  if (chromium !== null) return project('e2e', { RECLAIMSCOPE_CHROMIUM: chromium })
  heading('e2e tests')
  const isCi = process.env.CI === 'true'
  console.log(`${isCi ? 'FAILED' : 'skipped'}: no Chromium or Chrome found (set RECLAIMSCOPE_CHROMIUM to its path, or install Debian's package chromium)`)
  return { title: 'e2e tests', passed: 0, failed: isCi ? 1 : 0, skipped: isCi ? 0 : 1 }
}

const steps = [
  await check('type check', [bin('typescript/bin/tsc'), '--noEmit', '-p', 'tsconfig.json'], [bin('vue-tsc/bin/vue-tsc.js'), '--noEmit', '-p', 'tsconfig.renderer.json']),
  await check('lint', [bin('eslint/bin/eslint.js'), '.', '--max-warnings', '0']),
  await check('layers', ['scripts/check-layers.mjs']),
  await check('build', ['scripts/build.mjs']),
  await project('unit'),
  await project('contract'),
  await project('fidelity'),
  await project('build'),
  await browserTests()
]

heading('summary')
for (const { title, passed, failed, skipped } of steps) console.log(`${failed > 0 ? 'FAILED' : 'ok    '}  ${title}: ${passed} passed, ${failed} failed, ${skipped} skipped`)
// Last, where the end of a long log still shows them.
for (const failure of steps.flatMap(({ failures = [] }) => failures)) console.log(`FAILED  ${failure}`)
const total = addUp(steps)
console.log(summaryLine(total))
process.exitCode = total.failed > 0 ? 1 : 0
