/** zram with a backing device inside a run. */
import { describe, expect, it } from 'vitest'
import type { Configuration } from '../../../src/shared/config'
import type { Metrics } from '../../../src/shared/metrics'
import { writebackTradeoffs } from '../../../src/shared/writeback-tradeoff'
import { explainRun } from '../../../src/engine/explain'
import type { Machine } from '../../../src/engine/machine'
import { metricsOf } from '../../../src/engine/run-metrics'
import { COSTS, makeConfig, makeMachine, repeat, type MachineSpec } from '../../support/demand-fixture'

type Writeback = Configuration['swap']['writeback']

/** One task pushes what others left into zram; the second uses its own swapped pages again, all of them or the given number per step. */
const workload = (touched: number): MachineSpec => ({
  durationMs: 1500, initial: { freePages: 600, unownedAnonPages: 7000, unownedSwappedPages: 3000 }, parameters: { costs: { decompressNs: 4000 } },
  tasks: [
    { firstCpu: 0, rows: repeat(100, { cpuUs: 200, alloc: 25, sleepMs: 10 }) },
    { firstCpu: 1, swappedPages: 2500, dirtyShare: 1, rows: [{ sleepMs: 400 }, ...repeat(100, { cpuUs: 100, touch: touched, sleepMs: 10 })] }
  ]
})

function run(writeback: Partial<Writeback>, spec: MachineSpec = workload(10)): { machine: Machine; metrics: Metrics; writeback: NonNullable<Metrics['writeback']> } {
  const machine = makeMachine({ ...spec, swap: { writeback: { mode: 'raw', intervalS: 0.05, idleAgeS: 0.2, ...writeback } } })
  machine.run()
  const metrics = metricsOf(machine)
  return { machine, metrics, writeback: metrics.writeback! }
}

describe('writeback in a run', () => {
  it('moves idle pages out of memory, which the pool gives back', () => {
    const off = makeMachine(workload(10))
    off.run()
    const { machine, metrics, writeback } = run({})
    expect(writeback.bdWrites).toBeGreaterThan(4000)
    expect(writeback.bdCount! + writeback.bdReads!).toBe(writeback.bdWrites)
    expect(metrics.zram.memUsedBytes!).toBeLessThan(metricsOf(off).zram.memUsedBytes! / 2)
    expect(machine.memory.zone.imbalance()).toBe(0)
    expect(metricsOf(off).writeback).toBeUndefined()
  })

  it('makes a fault wait for the device, and for the worker too where pages are compressed', () => {
    const raw = run({}).writeback
    const compressed = run({ mode: 'compressed' }).writeback
    expect(raw.bdReads).toBeGreaterThan(300)
    expect(raw.readP50Us).toBeGreaterThan(150)
    expect(compressed.readP50Us! - raw.readP50Us!).toBeGreaterThan(4)
    expect(compressed.readP50Us! - raw.readP50Us!).toBeLessThan(20)
  })

  it('decompresses every page that is written raw, and only those read back when they are written compressed', () => {
    const raw = run({}).writeback
    const compressed = run({ mode: 'compressed' }).writeback
    const perPageUs = (cpuS: number | null, pages: number | null): number => (cpuS! * 1e6) / pages!
    expect(perPageUs(raw.writeDecompressCpuS, raw.bdWrites! + raw.discarded!)).toBeCloseTo(4, 0)
    expect(compressed.writeDecompressCpuS).toBe(0)
    expect(raw.readDecompressCpuS).toBe(0)
    expect(perPageUs(compressed.readDecompressCpuS, compressed.bdReads)).toBeCloseTo(4, 0)
  })

  it('saves as the line through its costs says, whatever share is read back', () => {
    const shares: number[] = []
    for (const touched of [0, 4, 30]) {
      const runs = (['raw', 'compressed'] as const).map((mode) => ({
        config: { ...makeConfig(), id: mode, swap: { ...makeConfig().swap, writeback: { mode } } }, metrics: run({ mode, idleAgeS: 10 }, workload(touched)).metrics, interval: {}, vsBaseline: {}, explanation: []
      }))
      const [entry] = writebackTradeoffs({ runs })
      const [raw, compressed] = runs.map(({ metrics }) => metrics.writeback!)
      const perPage = ({ writeCpuS, readCpuS, bdWrites }: NonNullable<Metrics['writeback']>): number => ((writeCpuS! + readCpuS!) * 1e6) / bdWrites!
      shares.push(entry!.share)
      expect(entry!.savedUsAtNone).toBeGreaterThan(3)
      expect(entry!.savedUsAtNone + entry!.share * (entry!.savedUsAtAll - entry!.savedUsAtNone)).toBeCloseTo(perPage(raw!) - perPage(compressed!), 0)
    }
    expect(shares[0]).toBe(0)
    expect(shares[2]!).toBeGreaterThan(shares[1]! + 0.1)
  })
})

describe('which pages', () => {
  it('leaves pages in memory that were used within the idle age', () => {
    // what was swapped before the window is idle from the start: 5500 pages
    expect(run({ idleAgeS: 100 }, workload(0)).writeback.bdWrites).toBe(5500)
    expect(run({ idleAgeS: 0.3 }, workload(0)).writeback.bdWrites).toBeGreaterThan(5800)
  })

  it('takes incompressible pages only when told so', () => {
    const spec = { ...workload(0), parameters: { content: { compressibleShare: 0.9, incompressibleShare: 0.1 } } }
    const { writeback, metrics } = run({ kind: 'huge' }, spec)
    expect(writeback.bdWrites! / (metrics.zram.origBytes! / 4096)).toBeCloseTo(0.1, 1)
    expect(metrics.zram.hugePages).toBeLessThan(30)
    expect(writeback.writeDecompressCpuS).toBe(0)
    expect(run({ kind: 'huge_idle', idleAgeS: 100 }, spec).writeback.bdWrites).toBeLessThan(writeback.bdWrites!)
    expect(run({ kind: 'incompressible' }, spec).writeback.bdWrites).toBe(0)
  })
})

describe('recompression before each pass', () => {
  const spec = { ...workload(10), parameters: { costs: { decompressNs: 4000 }, content: { compressibleShare: 0.9, incompressibleShare: 0.1 } } }

  it('finds what writeback of incompressible pages takes, and makes the others smaller', () => {
    const without = run({ kind: 'incompressible' }, spec)
    const { machine, metrics, writeback } = run({ kind: 'incompressible', recompress: 'zstd' }, spec)
    const { totals } = machine.backEnd.writeback!.recompression!
    expect(without.writeback.bdWrites).toBe(0)
    expect(writeback.bdWrites).toBeGreaterThan(500)
    expect(totals.triedPages - totals.smallerPages).toBeGreaterThanOrEqual(writeback.bdWrites!)
    expect(totals.smallerPages / totals.triedPages).toBeCloseTo(0.9, 1)
    const left = metrics.zram.comprBytes! / (metrics.zram.origBytes! - writeback.bdCount! * 4096)
    expect(left).toBeLessThan(0.65 * 1.1 * (1365 / 4096))
    expect([machine.memory.zone.imbalance(), machine.memory.zone.held.pool]).toEqual([0, machine.memory.store.poolPages])
    expect(explainRun(machine).join(' ')).toContain(`Recompression with zstd tried ${totals.triedPages} idle pages`)
  })

  it('is told in numbers, energy unknown without a power model', () => {
    const { machine, metrics } = run({ kind: 'incompressible', recompress: 'zstd' }, spec)
    const { totals } = machine.backEnd.writeback!.recompression!
    expect(metrics.recompression).toEqual({ tried: totals.triedPages, smaller: totals.smallerPages, savedBytes: totals.savedBytes, cpuS: totals.cpuNs / 1e9, energyJ: null })
    // 0.35 of the mean of 1365 bytes
    expect(totals.savedBytes / totals.smallerPages).toBeGreaterThan(0.3 * 1365)
    expect(totals.savedBytes / totals.smallerPages).toBeLessThan(0.4 * 1365)
    expect(run({ kind: 'incompressible' }, spec).metrics.recompression).toBeUndefined()
  })

  it('tries the pages it is told to: huge ones at their cost and in vain, large ones from the threshold on', () => {
    const all = run({ idleAgeS: 100, recompress: 'zstd', recompressKind: 'all' }, spec)
    const huge = run({ idleAgeS: 100, recompress: 'zstd', recompressKind: 'huge' }, spec)
    const large = run({ idleAgeS: 100, recompress: 'zstd', recompressKind: 'all', recompressThresholdBytes: 1365 }, spec)
    const none = run({ idleAgeS: 100, recompress: 'zstd' }, spec)
    const of = ({ metrics }: typeof all) => metrics.recompression!
    expect(of(all).smaller! / of(all).tried!).toBeCloseTo(0.9, 1)
    expect([of(huge).smaller, of(huge).savedBytes]).toEqual([0, 0])
    expect(of(huge).tried! / of(all).tried!).toBeCloseTo(0.1, 1)
    expect(of(huge).cpuS! / of(huge).tried!).toBeLessThan(of(all).cpuS! / of(all).tried!)
    expect(of(large).smaller!).toBeLessThan(of(all).smaller! * 0.7)
    expect(of(large).savedBytes! / of(large).smaller!).toBeGreaterThan(of(all).savedBytes! / of(all).smaller!)
    expect(of(none).tried!).toBeLessThan(of(all).tried!)
  })

  it('costs the time of the second algorithm, and more on every later read', () => {
    const plain = run({ mode: 'compressed', intervalS: 0.1 }, spec)
    const { machine, writeback } = run({ mode: 'compressed', intervalS: 0.1, recompress: 'zstd' }, spec)
    const { totals } = machine.backEnd.writeback!.recompression!
    // 0.9 of them: 4 us to decompress, 2.33 * 3.2 us to compress; whole pages need no decompression
    expect(totals.cpuNs / totals.triedPages / 1e3).toBeGreaterThan(10)
    expect(totals.cpuNs / totals.triedPages / 1e3).toBeLessThan(13)
    const perReadUs = (of: typeof writeback): number => (of.readDecompressCpuS! * 1e6) / of.bdReads!
    expect(perReadUs(writeback) / perReadUs(plain.writeback)).toBeGreaterThan(2)
    expect(plain.machine.backEnd.writeback!.recompression).toBeNull()
  })
})

describe('limits', () => {
  it('stops at writeback_limit', () => {
    const { writeback, machine } = run({ limitMib: 4 })
    expect(writeback.bdWrites! + writeback.discarded!).toBe(1024)
    expect(machine.backEnd.writeback!.slots.books.remainingLimitUnits).toBe(0)
  })

  it('keeps pages in memory once the device is full, and goes on when blocks are given back', () => {
    const { writeback, machine } = run({ deviceMib: 8 })
    expect(machine.backEnd.writeback!.slots.books.totals.fullStops).toBeGreaterThan(0)
    expect(writeback.bdCount).toBeLessThanOrEqual(2048)
    expect(writeback.bdWrites).toBeGreaterThan(2048)
  })

  it('writes one after the other, or the whole batch at once', () => {
    const timeOf = (batchPages: number): number => {
      // work that fits the window: a replay goes on until it is done
      const { machine } = run({ batchPages, intervalS: 0.01 }, { ...workload(0), durationMs: 60, tasks: [{ firstCpu: 0, rows: repeat(4, { cpuUs: 200, alloc: 25, sleepMs: 10 }) }] })
      return metricsOf(machine).writeback!.bdWrites!
    }
    // 12.8 us of device, 4 + 2.5 + 1 us of CPU: one by one they add up, in a batch they overlap
    expect(timeOf(32) / timeOf(1)).toBeGreaterThan(1.3)
  })
})

describe('energy of writeback', () => {
  const cpus = [0, 1].map((id) => ({ id, capacity: 1024, dynamicPowerUwPerMhzV2: 335, maxFreqKhz: 2_000_000 }))

  it('is that of its CPU time where the device profile has coefficients', () => {
    const spec = { ...workload(10), parameters: { costs: { decompressNs: 4000 }, machine: { cpus } } }
    const raw = run({}, spec).writeback
    const compressed = run({ mode: 'compressed' }, spec).writeback
    const watts = (335 * 2000 * 1.06 ** 2) / 1e6
    expect(raw.writeEnergyJ! / raw.writeCpuS!).toBeCloseTo(watts, 1)
    expect(compressed.writeEnergyJ! + compressed.readEnergyJ!).toBeLessThan(raw.writeEnergyJ! + raw.readEnergyJ!)
  })

  it('is unknown without', () => {
    expect(run({}).writeback.writeEnergyJ).toBeNull()
    expect(COSTS.decompressNs).toBeGreaterThan(0)
  })
})
