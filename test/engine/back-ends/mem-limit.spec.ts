/** zram's mem_limit inside a run. */
import { describe, expect, it } from 'vitest'
import type { Metrics } from '../../../src/shared/metrics'
import { metricsOf } from '../../../src/engine/run-metrics'
import { censusOf, makeMachine, repeat, type MachineSpec } from '../../support/demand-fixture'

const MIB = 2 ** 20
const spec: MachineSpec = { durationMs: 800, initial: { freePages: 600, unownedAnonPages: 7000 }, tasks: [{ rows: repeat(60, { cpuUs: 200, alloc: 40, sleepMs: 10 }) }] }

function run(swap: object, given: MachineSpec = spec): { metrics: Metrics; machine: ReturnType<typeof makeMachine> } {
  const machine = makeMachine({ ...given, swap })
  machine.run()
  return { metrics: metricsOf(machine), machine }
}

describe('a memory limit of zram', () => {
  it('is never exceeded; what no longer fits stays in memory and reclaim cannot go on', () => {
    const free = run({}).metrics
    const { metrics, machine } = run({ memLimitMib: 1 })
    expect(free.zram).toMatchObject({ failedWrites: 0, writeStalls: 0, memLimitBytes: 0 })
    expect(free.zram.memUsedBytes!).toBeGreaterThan(2 * MIB)
    expect(metrics.zram.memUsedBytes!).toBeLessThanOrEqual(MIB)
    expect(metrics.zram.memLimitBytes).toBe(MIB)
    expect(metrics.zram.memUsedMaxBytes!).toBeGreaterThanOrEqual(metrics.zram.memUsedBytes!)
    expect(metrics.zram.failedWrites!).toBeGreaterThan(100)
    expect(metrics.directReclaim.totalMs! + metrics.kswapd.cpuS!).toBeGreaterThan(free.directReclaim.totalMs! + free.kswapd.cpuS!)
    expect(metrics.pgstealAnon!).toBeLessThan(free.pgstealAnon! / 2)
    expect(machine.memory.zone.imbalance()).toBe(0)
    expect(machine.memory.store.storedPages).toBe(censusOf(machine).stored)
  })

  it('leaves what was stored before, however much that is', () => {
    const before: MachineSpec = { ...spec, initial: { freePages: 600, unownedAnonPages: 5000, unownedSwappedPages: 4000 } }
    const { metrics } = run({ memLimitMib: 1 }, before)
    expect(metrics.zram.origBytes!).toBeGreaterThanOrEqual(4000 * 4096)
    expect(metrics.zram.memUsedBytes!).toBeGreaterThan(MIB)
    expect(metrics.pswpout! - metrics.zram.failedWrites!).toBe(0)
  })

  it('is nothing to zswap', () => {
    expect(run({ backend: 'zswap', memLimitMib: 1 }).metrics).toEqual(run({ backend: 'zswap' }).metrics)
  })
})
