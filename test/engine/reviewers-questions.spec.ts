/** What reviewers of the patches asked, each as an option with its effect on a small machine under pressure. */
import { describe, expect, it } from 'vitest'
import type { Configuration, KcompressdSettings } from '../../src/shared/config'
import { findPreset, PRESETS } from '../../src/shared/presets'
import { explainRun } from '../../src/engine/explain'
import type { Machine } from '../../src/engine/machine'
import { metricsOf } from '../../src/engine/run-metrics'
import { replay } from '../../src/engine/replay'
import type { Prepared } from '../../src/engine/run-types'
import { rescalePages } from '../../src/engine/rescale-pages'
import { censusOf, makeConfig, makeDemand, makeMachine, makeParameters, repeat, type MachineSpec } from '../support/demand-fixture'

/** Tasks that allocate faster than one thread compresses. */
const hurry: MachineSpec = {
  durationMs: 600, cpuCount: 4, initial: { freePages: 350, unownedAnonPages: 8500 }, parameters: { costs: { compressNs: 15_000 } },
  tasks: [0, 1, 2].map((i) => ({ firstCpu: i % 2, rows: repeat(20, { cpuUs: 100, alloc: 60, sleepMs: 20 }) }))
}
const MM: Partial<KcompressdSettings> = { variant: 'mm', threads: 1, fifoEntries: 256, memalloc: true }
const V1: Partial<KcompressdSettings> = { variant: 'zram', threads: 1, fifoEntries: 16_384, memalloc: true, rotate: true }

function run(kcompressd: Partial<KcompressdSettings>, more: MachineSpec = {}): Machine {
  const machine = makeMachine({ ...hurry, ...more, kcompressd })
  machine.run()
  return machine
}
const cpuMs = (tasks: readonly { readonly workNs: number }[]): number => tasks.reduce((sum, task) => sum + task.workNs, 0) / 1e6

describe('same-filled pages that are not queued', () => {
  it('save the thread what they cost kswapd, and the queue their places', () => {
    const content = { sameFilledShare: 0.4, compressibleShare: 0.6, incompressibleShare: 0 }
    const [queued, bypassed] = [false, true].map((skipSameFilled) => run({ ...V1, skipSameFilled }, { parameters: { costs: { compressNs: 15_000 }, content } }))
    const share = ({ recorder }: Machine): number => recorder.counters.queued / recorder.counters.pswpout
    expect(share(queued!)).toBe(1)
    expect(share(bypassed!)).toBeCloseTo(0.6, 1)
    expect(bypassed!.recorder.counters.waitNs / bypassed!.recorder.counters.queued).toBeLessThan(queued!.recorder.counters.waitNs / queued!.recorder.counters.queued)
  })
})

describe('refaults of queued pages', () => {
  const touching: MachineSpec = { durationMs: 400, initial: { freePages: 205 }, tasks: [{ residentPages: 1500, rows: [{ alloc: 10, sleepMs: 2 }, ...repeat(4, { touch: 400, sleepMs: 5 })] }] }

  it('are hits whose compression is wasted, or cancelled', () => {
    const kept = run(V1, touching)
    const cancelled = run({ ...V1, cancelOnRefault: true }, touching)
    expect(kept.recorder.counters.queueHits).toBeGreaterThan(30)
    expect(kept.kcompressd.wasted).toBeGreaterThan(20)
    expect(cancelled.recorder.counters.cancelled).toBeGreaterThan(30)
    expect(cancelled.kcompressd.wasted).toBeLessThan(kept.kcompressd.wasted / 4)
    expect(cpuMs(cancelled.kcompressd.tasks)).toBeLessThan(cpuMs(kept.kcompressd.tasks))
  })
})

describe('swapoff while entries are queued', () => {
  const calm: MachineSpec = { durationMs: 3000, initial: { freePages: 2500, unownedAnonPages: 4000, unownedSwappedPages: 500 }, parameters: { costs: { compressNs: 400_000 } }, tasks: [{ rows: [...repeat(12, { alloc: 230, sleepMs: 5 }), { free: -1 }] }] }

  it.each(['zram', 'mm'] as const)('drains the queue and brings every page back (%s level)', (variant) => {
    let depthAtSwapoff = -1
    const machine = makeMachine({ ...calm, kcompressd: { ...V1, variant }, swap: { swapoffAtS: 0.3 } })
    machine.run((bin) => {
      if (bin === 29) depthAtSwapoff = machine.kcompressd.depth
    })
    expect(depthAtSwapoff).toBeGreaterThan(50)
    expect(machine.swapoff).toMatchObject({ hasSucceeded: true })
    expect(machine.swapoff!.broughtBack).toBeGreaterThan(500)
    expect(censusOf(machine)).toMatchObject({ stored: 0, queued: 0, residentAnon: 4500 })
    expect([machine.memory.store.storedPages, machine.memory.zone.imbalance()]).toEqual([0, 0])
    expect(explainRun(machine).join(' ')).toMatch(/swapoff ended after .* it brought \d+ pages back/)
  })

  it('fails and leaves swap on where memory does not suffice, and loses nothing', () => {
    const machine = makeMachine({ ...hurry, durationMs: 3000, initial: { freePages: 350, unownedAnonPages: 8500, unownedSwappedPages: 6000 }, tasks: [], swap: { swapoffAtS: 0.1 } })
    machine.run()
    expect(machine.swapoff).toMatchObject({ hasSucceeded: false })
    expect(machine.memory.store.isOn).toBe(true)
    const census = censusOf(machine)
    expect(census.residentAnon + census.stored).toBeGreaterThanOrEqual(14_500)
  })
})

describe('several nodes', () => {
  it('have a kswapd and a thread each, which stay on their CPUs and take only what their node queues', () => {
    const machine = run(MM, { vm: { nodes: 2 } })
    expect(machine.kswapds.map((task) => task.name)).toEqual(['kswapd0', 'kswapd1'])
    expect(machine.kswapds.map((task) => task.allowedCpus)).toEqual([[0, 1], [2, 3]])
    expect(machine.kcompressd.tasks.map((task) => task.allowedCpus)).toEqual([[0, 1], [2, 3]])
    for (const task of machine.kcompressd.tasks) expect(task.cpuNs).toBeGreaterThan(0)
    expect(machine.recorder.counters.fallbackFull).toBeLessThan(run(MM).recorder.counters.fallbackFull)
  })
})

describe('several kswapds on one FIFO', () => {
  it('spin on its lock, the more the longer it is held', () => {
    const spinMs = (kswapdThreads: number, fifoLockNs: number): number => run({ ...MM, fifoLockNs }, { vm: { kswapdThreads } }).kcompressd.spinNs / 1e6
    expect(spinMs(4, 0)).toBe(0)
    const short = spinMs(4, 200)
    const long = spinMs(4, 2000)
    expect(short).toBeGreaterThan(0)
    expect(long).toBeGreaterThan(4 * short)
    expect(spinMs(1, 200)).toBeLessThan(short)
  })

  it('cost the lock once per page even without contention', () => {
    const perPage = (fifoLockNs: number): number => {
      const machine = run({ ...V1, fifoLockNs })
      return (cpuMs(machine.kswapds) * 1e6) / machine.recorder.counters.pgscanKswapd
    }
    expect(perPage(1000) - perPage(0)).toBeGreaterThan(200)
  })
})

describe('a batch accelerator', () => {
  const DEVICE: Partial<KcompressdSettings> = { ...MM, batchPages: 32, accelerator: true }

  it('takes the compression off the CPUs', () => {
    const alone = run({ ...MM, batchPages: 32 })
    const device = run(DEVICE)
    const perPage = (machine: Machine): number => (cpuMs(machine.kcompressd.tasks) * 1e3) / machine.recorder.counters.queued
    expect(perPage(alone)).toBeGreaterThan(14)
    // what is left: descriptors, also of writes tried once more where the pool could not grow, and two switches per batch
    expect(perPage(device)).toBeLessThan(1.5)
    expect(device.recorder.counters.fallbackFull).toBeLessThan(alone.recorder.counters.fallbackFull * 0.8)
  })

  it('is no help when it is slow, or far away for single pages', () => {
    const waitMs = (settings: Partial<KcompressdSettings>): number => metricsOf(run({ ...DEVICE, ...settings })).kcompressd.waitMsMean!
    expect(waitMs({ acceleratorPagesPerMs: 50 })).toBeGreaterThan(2 * waitMs({ acceleratorPagesPerMs: 1000 }))
    expect(waitMs({ acceleratorLatencyUs: 200, batchPages: 1 })).toBeGreaterThan(2 * waitMs({ acceleratorLatencyUs: 200, batchPages: 32 }))
  })
})

describe('a batch split over several CPUs', () => {
  it('is done sooner, for about the same CPU time', () => {
    const alone = run({ ...MM, batchPages: 32 })
    const split = run({ ...MM, batchPages: 32, splitThreads: 4 })
    expect(split.kcompressd.tasks).toHaveLength(4)
    const pages = (machine: Machine): number => machine.recorder.counters.queued
    expect(metricsOf(split).kcompressd.waitMsMean!).toBeLessThan(metricsOf(alone).kcompressd.waitMsMean! * 0.75)
    expect(cpuMs(split.kcompressd.tasks) / pages(split)).toBeLessThan((cpuMs(alone.kcompressd.tasks) / pages(alone)) * 1.3)
    for (const helper of split.kcompressd.tasks) expect(helper.cpuNs).toBeGreaterThan(0)
  })
})

describe('large folios', () => {
  it.each([[16, 4], [64, 16]] as const)('put %d KiB into one entry, so that as many entries hold up to %d times the pages', (folioKib, factor) => {
    const single = run({ ...MM, fifoEntries: 64 }).recorder.counters
    const folios = run({ ...MM, fifoEntries: 64 }, { vm: { folioKib } }).recorder.counters
    expect(single.maxDepth).toBe(64)
    expect(folios.maxDepth).toBeGreaterThan(64 * factor * 0.8)
    expect(folios.maxDepth).toBeLessThanOrEqual(64 * factor)
    expect(folios.fallbackFull).toBeLessThan(single.fallbackFull)
  })
})

describe('pages of 16 KiB', () => {
  const spec = { ...hurry, parameters: { ...hurry.parameters, machine: { managedPages: 40_000 } }, initial: { freePages: 350, unownedAnonPages: 8500, unownedSwappedPages: 1001 } }

  it('are a quarter of the pages, of the watermarks and of the demand, each with four times to compress', () => {
    const demand = makeDemand(spec)
    const parameters = makeParameters({ ...spec.parameters, cpuCount: 4 })
    const larger = rescalePages(demand, parameters, 16_384)
    expect(larger.parameters.machine).toMatchObject({ pageSize: 16_384, managedPages: 10_000, watermarks: { min: 25, low: 50, high: 75 } })
    expect(larger.parameters.costs).toMatchObject({ compressNs: 60_000, decompressNs: 3600, unmapNs: parameters.costs.unmapNs })
    expect(larger.demand.initial).toMatchObject({ unownedAnonPages: 2125, unownedSwappedPages: 250 })
    const allocated = (of: typeof demand): number => of.tasks.reduce((sum, task) => sum + task.program.allocPages.reduce((a, b) => a + b, 0), 0)
    expect(allocated(larger.demand)).toBe(allocated(demand) / 4)
    expect(rescalePages(demand, parameters, 4096).demand).toBe(demand)
  })

  it('bring fewer faults and entries for the same memory, and say so', () => {
    const prepared: Prepared = {
      window: { startNs: 0, endNs: 0 }, demand: makeDemand(spec), parameters: makeParameters({ ...spec.parameters, cpuCount: 4 }), running: makeConfig(), observed: metricsOf(makeMachine({ durationMs: 1 })),
      assumptions: [], fit: {}, fitVerdict: { grade: 'none', summary: '' }, warnings: []
    }
    const of = (vm: Partial<Configuration['vm']>) => replay(prepared, { config: makeConfig({ vm, kcompressd: V1 }), seed: 1, member: 0 })
    const small = of({})
    const large = of({ pageKib: 16 })
    expect(large.metrics.pswpout! / small.metrics.pswpout!).toBeCloseTo(0.25, 1)
    expect(large.metrics.zram.origBytes! / small.metrics.zram.origBytes!).toBeCloseTo(1, 0)
    expect(large.warnings.join(' ')).toContain('pages of 16 KiB instead of 4')
    expect(small.warnings.join(' ')).not.toContain('KiB')
  })
})

it('every question has a preset', () => {
  const ids = ['same-filled-bypass', 'cancel-on-refault', 'two-nodes', 'four-kswapds', 'iaa-batch', 'padata-4', 'folios-64k', 'pages-16k', 'swapoff']
  expect(ids.filter((id) => findPreset(id) === undefined)).toEqual([])
  expect(new Set(PRESETS.map(({ config }) => config.id)).size).toBe(PRESETS.length)
})
