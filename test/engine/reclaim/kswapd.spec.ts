import { describe, expect, it } from 'vitest'
import { metricsOf } from '../../../src/engine/run-metrics'
import { directReclaim } from '../../../src/engine/reclaim/direct-reclaim'
import { makeMachine, repeat, type MachineSpec } from '../../support/demand-fixture'
import { ReclaimBench } from './reclaim-bench'

/** Enough anonymous pages to reclaim; watermarks 100, 200, 300. */
const withPages = (spec: MachineSpec): MachineSpec => ({ durationMs: 1000, ...spec, initial: { unownedAnonPages: 5000, ...spec.initial } })

function run(spec: MachineSpec): ReturnType<typeof makeMachine> {
  const machine = makeMachine(spec)
  machine.run()
  return machine
}

describe('kswapd', () => {
  it('sleeps while enough is free', () => {
    const machine = run(withPages({ initial: { freePages: 1000 }, tasks: [{ rows: [{ alloc: 500 }] }] }))
    expect(metricsOf(machine).kswapd).toMatchObject({ awakeS: 0, wakes: 0, sleeps: 0 })
    expect(machine.recorder.counters.pgscanKswapd).toBe(0)
  })

  it('wakes when free pages fall below low and reclaims until they are above high', () => {
    const machine = run(withPages({ initial: { freePages: 400 }, tasks: [{ rows: [{ alloc: 190, sleepMs: 1 }, { alloc: 20 }] }] }))
    const metrics = metricsOf(machine)
    expect(metrics.kswapd).toMatchObject({ wakes: 1, sleeps: 1 })
    expect(metrics.pgstealKswapd).toBeGreaterThan(100)
    expect(machine.memory.zone.free).toBeGreaterThan(300)
    expect(machine.memory.zone.free).toBeLessThan(500)
  })

  it('does not wake between low and high', () => {
    const machine = run(withPages({ initial: { freePages: 400 }, tasks: [{ startMs: 200, rows: [{ alloc: 150 }] }] }))
    expect(machine.memory.zone.free).toBeLessThanOrEqual(250)
    expect(machine.recorder.counters.kswapdWakes).toBe(0)
  })

  it('naps 100 ms before it sleeps, and the nap counts as awake', () => {
    const awakeS = metricsOf(run(withPages({ initial: { freePages: 400 }, tasks: [{ rows: [{ alloc: 210 }] }] }))).kswapd.awakeS!
    expect(awakeS).toBeGreaterThan(0.1)
    expect(awakeS).toBeLessThan(0.105)
  })

  it('goes on from the nap without having slept when memory gets short again', () => {
    const rows = repeat(8, { alloc: 400, sleepMs: 60 })
    const metrics = metricsOf(run(withPages({ initial: { freePages: 400 }, tasks: [{ rows }] })))
    expect(metrics.kswapd.wakes).toBeGreaterThan(5)
    expect(metrics.kswapd.sleeps).toBe(1)
  })

  it('wakes and sleeps once per shortage when these are far apart', () => {
    const rows = repeat(4, { alloc: 260, sleepMs: 240 })
    expect(metricsOf(run(withPages({ initial: { freePages: 400 }, tasks: [{ rows }] }))).kswapd).toMatchObject({ wakes: 4, sleeps: 4 })
  })

  it('scans harder until it has reclaimed enough', () => {
    // all pages accessed: the first passes reclaim nothing
    const machine = run(withPages({ initial: { freePages: 400 }, parameters: { initialYoungShare: 1 }, tasks: [{ rows: [{ alloc: 250 }] }] }))
    expect(machine.recorder.counters.keptReferenced).toBeGreaterThan(2000)
    expect(machine.memory.zone.free).toBeGreaterThan(300)
  })

  it('gives up after 16 fruitless runs, instead of spinning', () => {
    const machine = run({ durationMs: 1000, initial: { freePages: 150 }, tasks: [{ rows: [{ alloc: 1 }] }] })
    expect(machine.memory.kswapdHopeless).toBe(true)
    expect(machine.recorder.counters.kswapdWakes).toBe(16)
    expect(metricsOf(machine).kswapd.cpuS).toBeLessThan(0.001)
  })

  it('takes hope again when somebody reclaims something', () => {
    const bench = new ReclaimBench(640)
    bench.memory.kswapdFailures = 16
    bench.start((task) => directReclaim(bench.memory, task, 'direct'))
    bench.settle()
    expect(bench.counters.pgstealDirect).toBeGreaterThanOrEqual(32)
    expect(bench.memory.kswapdHopeless).toBe(false)
  })

  it('compresses in its own time when kcompressd is off', () => {
    const machine = run(withPages({ initial: { freePages: 400 }, tasks: [{ rows: repeat(10, { alloc: 100, sleepMs: 20 }) }] }))
    const metrics = metricsOf(machine)
    expect(metrics.pswpout).toBe(metrics.pgstealAnon)
    expect(metrics.kswapd.cpuS! / metrics.pgstealKswapd!).toBeGreaterThan(3.33e-6)
    expect(metrics.kswapd.cpuS! / metrics.pgstealKswapd!).toBeLessThan(3.7e-6)
  })
})
