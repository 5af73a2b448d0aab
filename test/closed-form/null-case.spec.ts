/** Where reclaim is not the bottleneck and all CPUs are busy, kcompressd changes nothing: the published kernel-build result. */
import { describe, expect, it } from 'vitest'
import { findPreset } from '../../src/shared/presets'
import { metricsOf } from '../../src/engine/run-metrics'
import { makeMachine, repeat } from '../support/demand-fixture'

const CPUS = 4
const DURATION_MS = 2000
const PRESETS = ['mm', 'zram-v1', 'unofficial-24']

interface Outcome {
  readonly stolen: number
  readonly allocstall: number
  /** What the compilers got done, CPU milliseconds, and what the linker has allocated, pages. */
  readonly compilerMs: number
  readonly linkerPages: number
}

/** Two compilers per CPU of higher weight than kernel threads, always runnable, and a linker that allocates now and then. */
function build(presetId: string, freePages: number): Outcome {
  const compilers = Array.from({ length: 2 * CPUS }, () => ({ kind: 'other' as const, priority: 110, rows: repeat(400, { cpuUs: 10_000 }) }))
  const linker = { rows: repeat(400, { cpuUs: 200, alloc: 100, sleepMs: 20 }) }
  const machine = makeMachine({
    durationMs: DURATION_MS, cpuCount: CPUS, kcompressd: findPreset(presetId)!.config.kcompressd, initial: { freePages, unownedAnonPages: 60_000 },
    parameters: { machine: { managedPages: 120_000, watermarks: { min: 1000, low: 1500, high: 2000 } } }, tasks: [...compilers, linker]
  })
  machine.run()
  const metrics = metricsOf(machine)
  const compilerPct = metrics.cpus.reduce((sum, cpu) => sum + (cpu.byClass.other ?? 0), 0)
  const stolen = metrics.pgstealAnon ?? 0
  return { stolen, allocstall: metrics.allocstall ?? 0, compilerMs: (compilerPct / 100) * DURATION_MS, linkerPages: machine.memory.zone.held.anon + stolen - 60_000 }
}

describe('null case: all CPUs busy with heavier load', () => {
  it.each(PRESETS)('changes nothing without reclaim: %s', (id) => {
    const off = build('off', 50_000)
    const on = build(id, 50_000)
    expect(off).toMatchObject({ stolen: 0, allocstall: 0 })
    expect(off.compilerMs).toBeGreaterThan(0.98 * CPUS * DURATION_MS)
    expect(on).toMatchObject({ stolen: 0, allocstall: 0, linkerPages: off.linkerPages })
    expect(Math.abs(on.compilerMs / off.compilerMs - 1)).toBeLessThan(0.0001)
  })

  it.each(['mm', 'zram-v1'])('changes the work done by less than 3 percent under light pressure: %s', (id) => {
    const off = build('off', 2000)
    const on = build(id, 2000)
    expect(off.stolen).toBeGreaterThan(5000)
    expect(on.stolen).toBeGreaterThan(5000)
    for (const name of ['compilerMs', 'linkerPages'] as const) expect(Math.abs(on[name] / off[name] - 1), name).toBeLessThan(0.03)
  })
})
