/**
 * Predictions against the recordings of a real kernel: from the first `off` recording of each workload, `off`, `zram-v1` and
 * `mm` must not be further from the truth than in `table.json` by more than their noise. `npm run fidelity` rewrites the table.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { hasLab, LAB, METRICS, type Table } from './measure'
import { distance, NOISE } from './score'

if (!hasLab) console.log(`skipped: no recordings at ${LAB} (set RECLAIMSCOPE_CORPUS)`)

describe.runIf(hasLab)('predictions do not get worse than in the table', () => {
  const known = JSON.parse(readFileSync(join(__dirname, 'table.json'), 'utf8')) as Table
  const quickKeys = Object.keys(known).filter((key) => /^\w+\/off-1 -> (off|zram-v1|mm)$/.test(key))
  let measured: Table = {}

  beforeAll(() => {
    const file = join(mkdtempSync(join(tmpdir(), 'fidelity-')), 'table.json')
    const run = spawnSync(process.execPath, ['scripts/fidelity.mjs', '--quick', file], { stdio: 'inherit' })
    expect(run.status).toBe(0)
    measured = JSON.parse(readFileSync(file, 'utf8')) as Table
  }, 900_000)

  it.each(quickKeys)('%s', (key) => {
    const worse: string[] = []
    for (const { name, kind } of METRICS) {
      const before = known[key]?.[name]
      const now = measured[key]?.[name]
      const was = before === undefined ? null : distance(before, kind)
      const is = now === undefined ? null : distance(now, kind)
      if (was !== null && (is === null || is > was + NOISE[kind])) worse.push(`${name}: ${was.toFixed(3)} -> ${is?.toFixed(3) ?? 'lost'}`)
    }
    expect(worse).toEqual([])
  })
})
