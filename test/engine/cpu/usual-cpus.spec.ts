import { describe, expect, it } from 'vitest'
import { CpuUsage } from '../../../src/engine/cpu/cpu-usage'
import { Scheduler } from '../../../src/engine/cpu/scheduler'
import { BLOCK, SimTask } from '../../../src/engine/cpu/task'
import { usualCpus } from '../../../src/engine/observe/usual-cpus'
import { traceFixture } from '../../support/trace-fixture'

const DEVICE = { cpus: [{ id: 0, capacity: 300 }, { id: 1, capacity: 300 }, { id: 2, capacity: 1024 }, { id: 3, capacity: 1024 }] }

/** Thread 7 runs `bigUs` on CPU 2 and `littleUs` on CPU 0. */
function recording(bigUs: number, littleUs: number, device: typeof DEVICE | null) {
  const trace = traceFixture().thread(7, 'app').span(0, 10_000).runs(2, 7, 0, bigUs).runs(0, 7, 5000, 5000 + littleUs).build()
  return { ...trace, cpuCount: 4, device }
}
const rowsOf = (trace: ReturnType<typeof recording>) => Array.from({ length: trace.sched.count }, (_, row) => row).filter((row) => trace.threads.tid[trace.sched.thread[row]!] === 7)
const usual = (bigUs: number, littleUs: number, device: typeof DEVICE | null = DEVICE) => {
  const trace = recording(bigUs, littleUs, device)
  return usualCpus(trace, rowsOf(trace))
}

describe('usual CPUs of a thread', () => {
  it('are all CPUs of the cluster that holds most of its time', () => {
    expect(usual(900, 100)).toEqual([2, 3])
    expect(usual(100, 900)).toEqual([0, 1])
  })

  it('are both clusters when neither holds most of it', () => {
    expect(usual(500, 500)).toEqual([0, 1, 2, 3])
  })

  it('are not told where CPUs are alike or unknown, or the thread never ran', () => {
    expect(usual(900, 100, null)).toBeNull()
    expect(usual(900, 100, { cpus: DEVICE.cpus.map(({ id }) => ({ id, capacity: 500 })) })).toBeNull()
    expect(usualCpus(recording(900, 100, DEVICE), [])).toBeNull()
  })
})

describe('a task with usual CPUs', () => {
  /** Runs three bursts of a task that starts on CPU 0; CPU `busy` computes all the time. */
  function cpusUsed(usualOnes: readonly number[] | null, busy: number | null): number[] {
    const used: number[] = []
    const scheduler = new Scheduler({
      capacities: [300, 300, 1024, 1024], contentionFactor: 1, switchNs: 0, wakeLatencyNs: 0, hz: 250, wakesOnIdleCpu: true, usage: new CpuUsage(4, 1e9, 1e7),
      observer: { slice: (task, cpu) => void (task.name === 'app' && used.push(cpu)) }
    })
    if (busy !== null) {
      const spinner = new SimTask({ id: 1, name: 'spin', busyClass: 'other', priority: 120, firstCpu: busy, allowedCpus: [busy] })
      spinner.work = (function* () { for (;;) yield 1e8 })()
      scheduler.wake(spinner)
    }
    const task = new SimTask({ id: 2, name: 'app', busyClass: 'app', priority: 120, firstCpu: 0, usualCpus: usualOnes })
    task.work = (function* () {
      for (let i = 0; i < 3; i++) {
        yield 1e6
        scheduler.sleepFor(task, 1e7)
        yield BLOCK
      }
    })()
    scheduler.wake(task)
    scheduler.run(2e8)
    return used
  }

  it('wakes on one of them when it is idle, though its previous CPU is idle too', () => {
    expect(cpusUsed([2, 3], null)).toEqual([2, 2, 2, 2])
    expect(cpusUsed([2, 3], 2)).toEqual([3, 3, 3, 3])
  })

  it('stays where it was when none of them is idle', () => {
    expect(cpusUsed([2], 2)).toEqual([0, 0, 0, 0])
  })

  it('stays where it was without any', () => {
    expect(cpusUsed(null, 2)).toEqual([0, 0, 0, 0])
  })
})
