import { describe, expect, it } from 'vitest'
import { CpuUsage } from '../../../src/engine/cpu/cpu-usage'
import { Scheduler, type SchedulerOptions } from '../../../src/engine/cpu/scheduler'
import { BLOCK, SimTask, type TaskOptions, type Work } from '../../../src/engine/cpu/task'

const MS = 1e6
const DURATION_NS = 1000 * MS

interface Slice { task: string; cpu: number; fromNs: number; toNs: number }

/** A scheduler whose tasks are given as generators; nothing costs anything unless asked for. */
class Bench {
  readonly usage: CpuUsage
  readonly scheduler: Scheduler
  readonly slices: Slice[] = []
  readonly tasks: SimTask[] = []

  constructor(cpuCount: number, options: Partial<SchedulerOptions> = {}) {
    this.usage = new CpuUsage(cpuCount, DURATION_NS, 10 * MS)
    this.scheduler = new Scheduler({
      capacities: new Array<number>(cpuCount).fill(1024), contentionFactor: 1, switchNs: 0, wakeLatencyNs: 0, hz: 250, wakesOnIdleCpu: true, usage: this.usage,
      observer: { slice: (task, cpu, fromNs, toNs) => this.slices.push({ task: task.name, cpu, fromNs, toNs }) }, ...options
    })
  }

  add(name: string, work: (task: SimTask) => Work, options: Partial<TaskOptions> = {}): SimTask {
    const task = new SimTask({ id: this.tasks.length, name, busyClass: 'other', priority: 120, ...options })
    task.work = work(task)
    this.tasks.push(task)
    return task
  }

  /** A task that never stops computing. */
  spin(name: string, options: Partial<TaskOptions> = {}): SimTask {
    const task = this.add(name, function* () { for (;;) yield 100 * MS }, options)
    this.scheduler.wake(task)
    return task
  }

  /** A task that sleeps, then computes, over and over. */
  sleeper(name: string, sleepNs: number, burstNs: number, options: Partial<TaskOptions> = {}): SimTask {
    const { scheduler } = this
    const task = this.add(name, function* (self) {
      for (;;) {
        scheduler.sleepFor(self, sleepNs)
        yield BLOCK
        yield burstNs
      }
    }, options)
    scheduler.wake(task)
    return task
  }
}

describe('scheduler', () => {
  it('shares a CPU by weight', () => {
    const bench = new Bench(1)
    const light = bench.spin('nice 0')
    const heavy = bench.spin('nice -3', { priority: 117 })
    bench.scheduler.run(DURATION_NS)
    // weights 1024 and 1991
    expect(heavy.cpuNs / light.cpuNs).toBeGreaterThan(1.8)
    expect(heavy.cpuNs / light.cpuNs).toBeLessThan(2.1)
    expect(heavy.cpuNs + light.cpuNs).toBeCloseTo(DURATION_NS, 0)
  })

  it('gives every equal task an equal part', () => {
    const bench = new Bench(1)
    const tasks = ['a', 'b', 'c'].map((name) => bench.spin(name))
    bench.scheduler.run(DURATION_NS)
    for (const task of tasks) expect(Math.abs(task.cpuNs / DURATION_NS - 1 / 3)).toBeLessThan(0.02)
  })

  it('shares a CPU also when every burst ends exactly at a tick', () => {
    const bench = new Bench(1)
    const inPieces = bench.add('in pieces', function* () { for (;;) yield 0.5 * MS })
    bench.scheduler.wake(inPieces)
    bench.spin('other')
    bench.scheduler.run(DURATION_NS)
    expect(inPieces.cpuNs / DURATION_NS).toBeGreaterThan(0.48)
    expect(inPieces.cpuNs / DURATION_NS).toBeLessThan(0.52)
  })

  it('lets a task that slept preempt one that computes', () => {
    const bench = new Bench(1)
    bench.spin('hog')
    const sleeper = bench.sleeper('sleeper', 20 * MS, 1 * MS)
    bench.scheduler.run(DURATION_NS)
    // one period is 21 ms: it hardly waits at all, although the CPU is always busy
    expect(sleeper.cpuNs).toBeGreaterThan(46 * MS)
    expect(sleeper.waitNs).toBeLessThan(5 * MS)
  })

  it('makes a low-weight sleeper wait', () => {
    const bench = new Bench(1)
    bench.spin('hog', { priority: 100 })
    const sleeper = bench.sleeper('sleeper', 20 * MS, 1 * MS, { priority: 139 })
    bench.scheduler.run(DURATION_NS)
    expect(sleeper.waitNs).toBeGreaterThan(sleeper.cpuNs)
  })

  it('runs real-time tasks before all others, the most urgent first', () => {
    const bench = new Bench(1)
    const order: string[] = []
    const once = (name: string, priority: number): SimTask => bench.add(name, function* () {
      yield 5 * MS
      order.push(name)
    }, { priority })
    for (const task of [once('fair', 120), once('urgent', 10), once('less urgent', 50)]) bench.scheduler.sleepFor(task, 10 * MS)
    bench.spin('hog')
    bench.scheduler.run(DURATION_NS)
    expect(order).toEqual(['urgent', 'less urgent', 'fair'])
    expect(bench.tasks[1]!.waitNs).toBe(0)
  })

  it('keeps a task on the CPUs it may use', () => {
    const bench = new Bench(3)
    bench.spin('pinned', { allowedCpus: [1], firstCpu: 1 })
    bench.spin('pinned, too', { allowedCpus: [1] })
    bench.scheduler.run(DURATION_NS)
    expect(bench.usage.totalNs(1, 'other')).toBe(DURATION_NS)
    expect(bench.usage.totalNs(0, 'idle') + bench.usage.totalNs(2, 'idle')).toBe(2 * DURATION_NS)
  })

  it('spreads tasks that wake on one CPU over idle ones', () => {
    const bench = new Bench(4)
    const tasks = ['a', 'b', 'c', 'd'].map((name) => bench.spin(name))
    bench.scheduler.run(DURATION_NS)
    for (const task of tasks) expect(task.cpuNs).toBeGreaterThan(0.99 * DURATION_NS)
  })

  it('pulls a waiting task to a CPU that becomes idle', () => {
    const bench = new Bench(2)
    const first = bench.spin('first', { firstCpu: 0 })
    const brief = bench.add('brief', function* () { yield 50 * MS }, { firstCpu: 1 })
    bench.scheduler.wake(brief)
    const second = bench.spin('second', { firstCpu: 0 })
    bench.scheduler.run(DURATION_NS)
    expect(brief.state).toBe('exited')
    expect(first.cpuNs + second.cpuNs).toBeGreaterThan(1.94 * DURATION_NS)
  })

  it.each([[true, 0], [false, 2]])('wakes a task on an idle CPU at once only where caches are shared: %s', (wakesOnIdleCpu, waitedMs) => {
    const bench = new Bench(2, { wakesOnIdleCpu })
    bench.spin('hog', { allowedCpus: [0], priority: 100 })
    const task = bench.add('short', function* () { yield 0.1 * MS })
    bench.scheduler.sleepFor(task, 50 * MS)
    bench.scheduler.run(DURATION_NS)
    expect(task.cpu).toBe(1)
    // else it waits on its own CPU until a tick hands it over: every 4 ms
    expect(task.waitNs).toBe(waitedMs * MS)
  })

  it('lets work take longer on a smaller CPU', () => {
    const bench = new Bench(1, { capacities: [512] })
    let endNs = 0
    const task = bench.add('work', function* () {
      yield 10 * MS
      endNs = bench.scheduler.nowNs
    })
    bench.scheduler.wake(task)
    bench.scheduler.run(DURATION_NS)
    expect(endNs).toBe(20 * MS)
  })

  it('slows a CPU down while the others are busy, in proportion', () => {
    const ends = [0, 1, 2].map((others) => {
      const bench = new Bench(3, { contentionFactor: 1.2 })
      for (let i = 0; i < others; i++) bench.spin(`other ${i}`, { allowedCpus: [i + 1], firstCpu: i + 1 })
      let endNs = 0
      const task = bench.add('work', function* () {
        yield 100 * MS
        endNs = bench.scheduler.nowNs
      }, { allowedCpus: [0] })
      bench.scheduler.wake(task)
      bench.scheduler.run(DURATION_NS)
      return endNs / MS
    })
    expect(ends[0]).toBeCloseTo(100, 3)
    expect(ends[1]).toBeCloseTo(110, 3)
    expect(ends[2]).toBeCloseTo(120, 3)
  })

  it('charges a switch only to tasks whose bursts do not contain it', () => {
    const bench = new Bench(1, { switchNs: 5000 })
    const modelled = bench.add('modelled', function* () { yield 1 * MS }, { chargesSwitch: true })
    const recorded = bench.add('recorded', function* () { yield 1 * MS })
    bench.scheduler.wake(modelled)
    bench.scheduler.sleepFor(recorded, 100 * MS)
    bench.scheduler.run(DURATION_NS)
    expect([modelled.cpuNs, recorded.cpuNs]).toEqual([1 * MS + 5000, 1 * MS])
  })

  it('starts a task on an idle CPU after the wake-up latency, idle meanwhile', () => {
    const bench = new Bench(1, { wakeLatencyNs: 2000 })
    let endNs = 0
    const task = bench.add('work', function* () {
      yield 1 * MS
      endNs = bench.scheduler.nowNs
    })
    bench.scheduler.sleepFor(task, 10 * MS)
    bench.scheduler.run(DURATION_NS)
    expect(endNs).toBe(11 * MS + 2000)
    expect(bench.usage.totalNs(0, 'other')).toBe(1 * MS)
  })

  it('ignores a timer after another wake-up', () => {
    const bench = new Bench(2)
    const log: string[] = []
    const task = bench.add('waiter', function* (self) {
      bench.scheduler.sleepFor(self, 50 * MS)
      yield BLOCK
      log.push(`${bench.scheduler.nowNs / MS} ${self.wokenByTimer}`)
      yield BLOCK
      log.push('woken by a dead timer')
    })
    bench.scheduler.wake(task)
    const waker = bench.add('waker', function* () { yield 10 * MS; bench.scheduler.wake(task) })
    bench.scheduler.wake(waker)
    bench.scheduler.run(DURATION_NS)
    expect(log).toEqual(['10 false'])
  })

  it('says whether a wake-up had an effect', () => {
    const bench = new Bench(1)
    const task = bench.spin('runs')
    expect(bench.scheduler.wake(task)).toBe(false)
  })

  it('books time by the class a task has at that moment', () => {
    const bench = new Bench(1)
    const task = bench.add('app', function* (self) {
      yield 30 * MS
      self.busyClass = 'directReclaim'
      yield 20 * MS
      self.busyClass = 'app'
      yield 10 * MS
    }, { busyClass: 'app' })
    bench.scheduler.wake(task)
    bench.scheduler.run(DURATION_NS)
    expect([bench.usage.totalNs(0, 'app'), bench.usage.totalNs(0, 'directReclaim')]).toEqual([40 * MS, 20 * MS])
  })

  it('never runs two tasks on one CPU nor one task twice, and books exactly what ran', () => {
    const bench = new Bench(3)
    for (let i = 0; i < 4; i++) bench.sleeper(`sleeper ${i}`, (3 + i) * MS, (2 + 2 * i) * MS, { priority: 118 + i })
    bench.spin('hog')
    bench.sleeper('urgent', 7 * MS, 1 * MS, { priority: 40 })
    bench.scheduler.run(DURATION_NS)
    const overlaps = (key: (slice: Slice) => unknown): number => {
      const lastEnd = new Map<unknown, number>()
      let count = 0
      for (const slice of [...bench.slices].sort((a, b) => a.fromNs - b.fromNs || a.toNs - b.toNs)) {
        if (slice.fromNs < (lastEnd.get(key(slice)) ?? 0)) count++
        lastEnd.set(key(slice), slice.toNs)
      }
      return count
    }
    expect(bench.slices.length).toBeGreaterThan(500)
    expect(overlaps((slice) => slice.cpu)).toBe(0)
    expect(overlaps((slice) => slice.task)).toBe(0)
    const busyNs = [0, 1, 2].reduce((sum, cpu) => sum + bench.usage.totalNs(cpu, 'other'), 0)
    expect(busyNs).toBeCloseTo(bench.tasks.reduce((sum, task) => sum + task.cpuNs, 0), 0)
    for (const cpu of [0, 1, 2]) expect(bench.usage.totalNs(cpu, 'idle')).toBeGreaterThanOrEqual(0)
  })

  it('does not depend on how a run is cut into pieces', () => {
    const runIn = (pieces: number): string => {
      const bench = new Bench(2)
      bench.spin('hog')
      bench.sleeper('a', 3 * MS, 2 * MS)
      bench.sleeper('b', 5 * MS, 4 * MS)
      for (let i = 1; i <= pieces; i++) bench.scheduler.run((DURATION_NS / pieces) * i)
      return JSON.stringify([bench.slices, bench.tasks.map((task) => Math.round(task.cpuNs))])
    }
    expect(runIn(100)).toBe(runIn(1))
  })
})
