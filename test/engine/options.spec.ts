/** Options of a configuration, each with its effect on a small machine under pressure. */
import { describe, expect, it } from 'vitest'
import type { Configuration, KcompressdSettings } from '../../src/shared/config'
import { findPreset } from '../../src/shared/presets'
import type { Machine } from '../../src/engine/machine'
import { metricsOf } from '../../src/engine/run-metrics'
import { makeMachine, repeat, type MachineSpec } from '../support/demand-fixture'

/** Several tasks that allocate faster than kswapd reclaims: direct reclaim is certain. */
const hurry: MachineSpec = {
  durationMs: 600, initial: { freePages: 350, unownedAnonPages: 8500 }, parameters: { costs: { compressNs: 15_000 } },
  tasks: [0, 1, 2].map((i) => ({ firstCpu: i % 2, rows: repeat(20, { cpuUs: 100, alloc: 60, sleepMs: 20 }) }))
}
/** More room than there are pages. */
const ROOMY: Partial<KcompressdSettings> = { variant: 'zram', threads: 1, fifoEntries: 16_384, memalloc: true, rotate: true }
const presetOf = (id: string): KcompressdSettings => findPreset(id)!.config.kcompressd
const run = (kcompressd: Partial<KcompressdSettings>, more: MachineSpec = {}): Machine => {
  const machine = makeMachine({ ...hurry, ...more, kcompressd })
  machine.run()
  return machine
}

describe('callers', () => {
  const queue: Partial<KcompressdSettings> = { ...ROOMY }
  /** So large steps that kswapd cannot be everywhere first. */
  const rush: MachineSpec = { tasks: [0, 1, 2].map((i) => ({ firstCpu: i % 2, rows: repeat(6, { cpuUs: 100, alloc: 200, sleepMs: 20 }) })) }

  it('leaves compression in direct reclaim to the task when only kswapd may queue', () => {
    const { counters } = run(queue, rush).recorder
    expect(counters.allocstall).toBeGreaterThan(0)
    expect(counters.directWrites).toBeGreaterThan(0)
  })

  it('takes it from direct reclaim, too, when told to', () => {
    const { counters } = run({ ...queue, callers: ['kswapd', 'direct'] }, rush).recorder
    expect(counters.allocstall).toBeGreaterThan(0)
    expect(counters.directWrites).toBe(0)
  })

  it('takes it from direct reclaim only', () => {
    const { counters } = run({ ...queue, callers: ['direct'] }, rush).recorder
    expect(counters.queued).toBeGreaterThan(0)
    expect(counters.kswapdWrites).toBeGreaterThan(0)
    expect(counters.directWrites).toBe(0)
  })
})

describe('skipSameFilled', () => {
  const content = { sameFilledShare: 0.5, compressibleShare: 0.5, incompressibleShare: 0, meanCompressedBytes: 1365 }
  const kswapdPerPage = (skipSameFilled: boolean, sameFilledNs: number): number => {
    const machine = run({ ...ROOMY, skipSameFilled }, { parameters: { content, costs: { compressNs: 15_000, sameFilledNs } } })
    return machine.kswapds[0]!.workNs / machine.recorder.counters.pgscanKswapd
  }

  it('keeps same-filled pages out of the queue', () => {
    const machine = run({ ...ROOMY, skipSameFilled: true }, { parameters: { content } })
    const c = machine.recorder.counters
    expect(c.queued).toBeGreaterThan(0)
    expect(c.kswapdWrites / (c.kswapdWrites + c.queued)).toBeCloseTo(0.5, 1)
    expect(metricsOf(machine).kcompressd.fallbackFull).toBe(0)
  })

  it('charges the check to the reclaimer', () => {
    expect(kswapdPerPage(true, 4000)).toBeGreaterThan(kswapdPerPage(true, 350) + 300)
    expect(kswapdPerPage(false, 4000)).toBeCloseTo(kswapdPerPage(false, 350), -2)
  })
})

describe('presets of copies', () => {
  it('oppo takes what 256 entries cannot', () => {
    const oppo = run(presetOf('oppo')).recorder.counters
    const small = run({ ...presetOf('oppo'), fifoEntries: 256 }).recorder.counters
    expect([oppo.maxDepth, small.maxDepth]).toEqual([4096, 256])
    expect(oppo.fallbackFull).toBeLessThan(small.fallbackFull / 3)
    expect(oppo.waitNs / oppo.queued).toBeGreaterThan(3 * (small.waitNs / small.queued))
  })

  it('unofficial-24 writes the oldest queued page itself, so pages wait for 24 others at most', () => {
    const machine = run(presetOf('unofficial-24'))
    const c = machine.recorder.counters
    expect(c.maxDepth).toBe(24)
    expect(c.fallbackFull).toBeGreaterThan(0)
    // every page that met a full queue was queued after all, in place of one that kswapd wrote
    expect(c.kswapdWrites).toBe(c.fallbackFull)
    expect(c.queued).toBeGreaterThan(c.fallbackFull)
    const syncNew = run({ ...presetOf('unofficial-24'), whenFull: 'sync-new' }).recorder.counters
    expect(c.waitNs / c.queued).toBeLessThan(syncNew.waitNs / syncNew.queued)
  })

  it('wait makes kswapd sleep where the others compress', () => {
    const c = run({ ...presetOf('unofficial-24'), whenFull: 'wait' }).recorder.counters
    expect(c.kswapdWrites).toBe(0)
    expect(c.fallbackFull).toBeGreaterThan(0)
    expect(c.queued).toBeGreaterThan(100)
  })
})

describe('vm overrides', () => {
  const vm = (settings: Partial<Configuration['vm']>, more: MachineSpec = {}): Machine => {
    const machine = makeMachine({ ...hurry, ...more, vm: settings })
    machine.run()
    return machine
  }

  it('watermarkScaleFactor keeps more memory free and makes direct reclaim rarer', () => {
    const narrow = vm({})
    const wide = vm({ watermarkScaleFactor: 1000 })
    expect(wide.memory.zone.watermarks).toEqual({ min: 100, low: 1100, high: 2100 })
    expect(wide.recorder.counters.allocstall).toBeLessThan(narrow.recorder.counters.allocstall)
  })

  it('minFreeKbytes raises all watermarks and keeps their distance', () => {
    expect(vm({ minFreeKbytes: 1200 }).memory.zone.watermarks).toEqual({ min: 300, low: 400, high: 500 })
  })

  it('swappiness moves reclaim between anonymous and file pages', () => {
    const mixed: MachineSpec = { initial: { freePages: 350, unownedAnonPages: 4500, inactiveFilePages: 1000, activeFilePages: 3000 } }
    const { counters: file } = vm({ swappiness: 5 }, mixed).recorder
    const { counters: anon } = vm({ swappiness: 180 }, mixed).recorder
    expect(anon.pgstealAnon).toBeGreaterThan(3 * file.pgstealAnon)
    expect(file.pgstealFile).toBeGreaterThan(anon.pgstealFile)
  })

  it('null keeps what was recorded', () => {
    expect(vm({}).memory.zone.watermarks).toEqual({ min: 100, low: 200, high: 300 })
  })
})
