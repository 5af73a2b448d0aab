/**
 * The same recording with less evidence: phase marks must not be needed, the trace_processor CSV form and bare scheduling plus
 * vmstat must still tell nearly the same. Tolerances are factors on the median of the ensemble.
 */
import { spawnSync } from 'node:child_process'
import { beforeAll, describe, expect, it } from 'vitest'
import { hasLab, LAB } from './measure'

type Prediction = Record<string, Record<string, number | null>>

/**
 * Volumes and CPU time; stalls are a threshold effect. The CSV form has no zram counters, so compressed sizes come from the balance of memory,
 * does not tell whose memory reclaim met first, which decides how many swap-ins another configuration has, and has no wake-ups, so that
 * nobody is seen to wait for another; without events costs, stalls and accesses are inferred from totals, and that this recording was slowed
 * down by a third from outside does not show.
 */
const TOLERANCE: Record<string, { readonly volume: number; readonly swapIns: number; readonly stall: number }> = {
  'without marks': { volume: 1.03, swapIns: 1.03, stall: 1.3 }, csv: { volume: 1.15, swapIns: 1.6, stall: 2 }, 'sched and vmstat': { volume: 1.5, swapIns: 1.6, stall: 4 }
}

if (!hasLab) console.log(`skipped: no recordings at ${LAB} (set RECLAIMSCOPE_CORPUS)`)

describe.runIf(hasLab)('predictions from less evidence', () => {
  let predictions: Record<string, Prediction> = {}

  beforeAll(() => {
    const script = "const { bundle } = await import('./scripts/lib/bundle.mjs'); await import(await bundle('test/fidelity/evidence-entry.ts', 'fidelity-evidence'))"
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
    expect(run.status).toBe(0)
    predictions = JSON.parse(run.stdout) as Record<string, Prediction>
  }, 600_000)

  it.each(Object.keys(TOLERANCE))('%s agrees with the whole recording', (level) => {
    const { volume, swapIns, stall } = TOLERANCE[level]!
    const off: string[] = []
    for (const [arm, metrics] of Object.entries(predictions['full'] ?? {})) {
      for (const [name, expected] of Object.entries(metrics)) {
        const found = predictions[level]?.[arm]?.[name] ?? null
        if (expected === null || expected < 200 && name !== 'kswapd.cpuS') continue
        const limit = name.startsWith('directReclaim') ? stall : name === 'pswpin' ? swapIns : volume
        if (found === null || found > expected * limit || found < expected / limit) off.push(`${arm} ${name}: ${expected.toPrecision(4)} -> ${found?.toPrecision(4) ?? 'unknown'}`)
      }
    }
    expect(off).toEqual([])
  })
})
