import { describe, expect, it } from 'vitest'
import { boostLimit } from '../../../src/engine/reclaim/watermark-boost'
import { metricsOf } from '../../../src/engine/run-metrics'
import { makeMachine, repeat, type MachineSpec } from '../../support/demand-fixture'

/** Ample free memory: without a boost nobody reclaims. High watermark 300 pages, pageblocks of 512; a list shorter than 4096 pages is not scanned at the first priority. */
const CALM: MachineSpec = {
  durationMs: 400, initial: { freePages: 1200, unownedAnonPages: 3000, inactiveFilePages: 4500 },
  tasks: [{ rows: repeat(20, { cpuUs: 100, alloc: 10, sleepMs: 15 }) }]
}

function run(fragmentationMs: readonly number[], spec: MachineSpec = CALM): ReturnType<typeof makeMachine> {
  const plain = makeMachine(spec)
  const machine = fragmentationMs.length === 0 ? plain : new (plain.constructor as typeof import('../../../src/engine/machine').Machine)({
    ...plain.input, demand: { ...plain.input.demand, fragmentationNs: fragmentationMs.map((ms) => ms * 1e6) }
  })
  machine.run()
  return machine
}

describe('the limit of a boost', () => {
  it('is a share of the high watermark, and at least a pageblock', () => {
    expect(boostLimit(300_000, 4000, 15_000, 512)).toBe(6000)
    expect(boostLimit(300_000, 100, 15_000, 512)).toBe(512)
  })

  it('is 0 when switched off or when four pageblocks do not fit into the zone', () => {
    expect(boostLimit(300_000, 4000, 0, 512)).toBe(0)
    expect(boostLimit(2000, 400, 15_000, 512)).toBe(0)
  })
})

describe('fragmentation', () => {
  it('does nothing where none was recorded', () => {
    expect(metricsOf(run([])).kswapd.wakes).toBe(0)
    expect(run([]).memory.zone.boost).toBe(0)
  })

  it('makes kswapd drop page cache before there is pressure, and neither write nor swap', () => {
    const { pgstealFile, pgstealAnon, kswapd } = metricsOf(run([150]))
    expect(pgstealFile).toBeGreaterThanOrEqual(512)
    expect(pgstealAnon).toBe(0)
    expect(kswapd.wakes).toBe(1)
  })

  it('is forgotten once kswapd has seen to it', () => {
    expect(run([150]).memory.zone.boost).toBe(0)
  })

  it('is switched off by the sysctl', () => {
    expect(metricsOf(run([150], { ...CALM, vm: { watermarkBoostFactor: 0 } })).pgstealFile).toBe(0)
  })

  it('raises the aim of reclaim under pressure', () => {
    const tight: MachineSpec = { ...CALM, durationMs: 300, initial: { freePages: 310, unownedAnonPages: 7000 }, tasks: [{ rows: [{ cpuUs: 10, alloc: 1 }] }] }
    expect(metricsOf(run([], tight)).pgstealAnon).toBe(0)
    const boosted = run([50], tight)
    expect(metricsOf(boosted).pgstealAnon).toBeGreaterThan(300)
    expect(boosted.memory.zone.free).toBeGreaterThan(700)
  })
})
