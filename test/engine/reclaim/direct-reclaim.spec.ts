import { describe, expect, it } from 'vitest'
import { directReclaim } from '../../../src/engine/reclaim/direct-reclaim'
import { metricsOf } from '../../../src/engine/run-metrics'
import { COSTS, makeMachine, repeat, type MachineSpec } from '../../support/demand-fixture'
import { ReclaimBench } from './reclaim-bench'

/** Allocates in one go far beyond what kswapd can follow. */
const BURST: MachineSpec = { durationMs: 500, initial: { freePages: 400, unownedAnonPages: 6000 }, tasks: [{ rows: [{ cpuUs: 500, alloc: 3000 }] }] }

function run(spec: MachineSpec): ReturnType<typeof makeMachine> {
  const machine = makeMachine(spec)
  machine.run()
  return machine
}

describe('direct reclaim', () => {
  it('is not entered while free pages stay above min', () => {
    const metrics = metricsOf(run({ ...BURST, tasks: [{ rows: [{ alloc: 290 }] }] }))
    expect(metrics).toMatchObject({ allocstall: 0, directReclaim: { count: 0, totalMs: 0, p50Ms: null, p95Ms: null, maxMs: null }, pgstealDirect: 0 })
  })

  it('is entered by a task that meets min, which counts as allocstall', () => {
    const metrics = metricsOf(run(BURST))
    expect(metrics.allocstall).toBeGreaterThan(10)
    expect(metrics.directReclaim.count).toBe(metrics.allocstall)
    expect(metrics.pgstealDirect).toBeGreaterThanOrEqual(32 * metrics.allocstall!)
  })

  it('makes the task compress on its own CPU time, under its own class', () => {
    const machine = run(BURST)
    const metrics = metricsOf(machine)
    const directMs = metrics.cpus.reduce((sum, cpu) => sum + (cpu.byClass.directReclaim ?? 0), 0) * 5
    expect(directMs).toBeGreaterThan((metrics.pgstealDirect! * (COSTS.unmapNs + COSTS.compressNs + COSTS.freeNs)) / 1e6)
    expect(metrics.directReclaim.totalMs).toBeGreaterThan(0.99 * directMs)
    expect(metrics.directReclaim.p50Ms).toBeGreaterThan((32 * 3330) / 1e6)
    expect(metrics.directReclaim.maxMs).toBeGreaterThanOrEqual(metrics.directReclaim.p95Ms!)
  })

  it('holds the task up: the same demand takes longer', () => {
    const endOf = (freePages: number): number => {
      const machine = makeMachine({ ...BURST, initial: { freePages, unownedAnonPages: 6000 }, parameters: { costs: { compressNs: 30_000 } } })
      let endBin = -1
      machine.run((bin) => {
        if (endBin < 0 && machine.tasks[0]!.state === 'exited') endBin = bin
      })
      return endBin
    }
    expect(endOf(3500)).toBe(0)
    expect(endOf(400)).toBeGreaterThan(2)
  })

  it('counts one allocstall per round: again after forced deactivation', () => {
    // nothing but active pages that may not be deactivated at first
    const bench = new ReclaimBench(640, { initial: { activeAnonPages: 300, freePages: 120 }, parameters: { initialYoungShare: 1 } })
    bench.start((task) => directReclaim(bench.memory, task, 'direct'))
    bench.settle()
    expect(bench.counters.allocstall).toBeGreaterThanOrEqual(1)
    expect(bench.machine.recorder.directReclaimNs).toHaveLength(1)
  })

  it('takes what it can get when nothing can be reclaimed, and says so', () => {
    const machine = run({ durationMs: 2000, initial: { freePages: 150 }, parameters: { initialYoungShare: 1, disksizePages: 1 }, tasks: [{ rows: [{ alloc: 60 }] }] })
    expect(machine.recorder.counters.forcedAllocations).toBeGreaterThan(0)
    expect(machine.memory.zone.free).toBeLessThan(100)
    expect(machine.tasks[0]!.state).toBe('exited')
  })

  it('is tried by several tasks at once, each on its own CPU', () => {
    const eater = { rows: [{ cpuUs: 300, alloc: 1500 }] }
    const machine = run({ ...BURST, cpuCount: 4, tasks: [eater, eater, eater] })
    const byCpu = metricsOf(machine).cpus.filter((cpu) => (cpu.byClass.directReclaim ?? 0) > 0)
    expect(byCpu.length).toBeGreaterThanOrEqual(3)
  })
})

describe('direct reclaim of a kernel thread', () => {
  it('counts as allocstall but not as a stall of a task, and writes no dirty page', () => {
    const bench = new ReclaimBench(640)
    bench.start((task) => directReclaim(bench.memory, task, 'worker'))
    bench.settle()
    expect(bench.counters.allocstall).toBeGreaterThan(0)
    expect(bench.counters).toMatchObject({ workerReclaims: 1, pswpout: 0, pgstealDirect: 0 })
    expect(bench.machine.recorder.directReclaimNs).toHaveLength(0)
  })

  it('frees clean page cache', () => {
    const bench = new ReclaimBench(0, { initial: { inactiveFilePages: 6400 } })
    bench.start((task) => directReclaim(bench.memory, task, 'worker'))
    bench.settle()
    expect(bench.counters.pgstealFile).toBeGreaterThanOrEqual(32)
  })
})

describe('throttling on reserves', () => {
  /** Free memory is below half of min at once; kswapd has plenty to reclaim. */
  const SHORT: MachineSpec = { durationMs: 500, initial: { freePages: 40, unownedAnonPages: 6000 }, tasks: [{ startMs: 1, rows: [{ alloc: 10 }] }] }

  it('lets a task wait until kswapd has restored reserves, without an allocstall', () => {
    const machine = makeMachine({ ...SHORT, cpuCount: 1 })
    const { memory } = machine
    // no kswapd run before the task comes: it is the task that wakes it
    machine.scheduler.wake(machine.tasks[0]!)
    machine.scheduler.run(1e6)
    expect(memory.pfmemallocWaiters).toHaveLength(1)
    expect(machine.recorder.counters.allocstall).toBe(0)
  })

  it('ends when kswapd has freed enough', () => {
    const machine = run(SHORT)
    expect(machine.tasks[0]!.state).toBe('exited')
    expect(machine.memory.pfmemallocWaiters).toHaveLength(0)
  })

  it('ends when somebody else gives memory back', () => {
    // kswapd finds nothing to reclaim; a task that exits leaves the zone balanced
    const machine = run({
      durationMs: 1500, initial: { freePages: 40 }, parameters: { disksizePages: 0 },
      tasks: [{ residentPages: 2000, rows: [{ sleepMs: 300 }, { exit: true }] }, { startMs: 1, rows: [{ alloc: 100, sleepMs: 10 }, { alloc: 100 }] }]
    })
    expect(machine.tasks[1]!.state).toBe('exited')
    expect(machine.memory.pfmemallocWaiters).toHaveLength(0)
  })

  it('ends when kswapd has given up', () => {
    const machine = run({ durationMs: 1500, initial: { freePages: 40 }, tasks: [{ startMs: 1, rows: repeat(2, { alloc: 2, sleepMs: 1 }) }] })
    expect(machine.memory.kswapdHopeless).toBe(true)
    expect(machine.tasks[0]!.state).toBe('exited')
  })
})
