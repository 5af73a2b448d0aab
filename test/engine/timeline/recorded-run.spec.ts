import { describe, expect, it } from 'vitest'
import { makeConfig, makeDemand, makeParameters, repeat } from '../../support/demand-fixture'
import { Machine, type MachineInput } from '../../../src/engine/machine'
import { observeMetrics } from '../../../src/engine/observe/observe-metrics'
import { metricsOf } from '../../../src/engine/run-metrics'
import { recordRun, type RecordedRun } from '../../../src/engine/timeline/recorded-run'
import { RSS_STEP_PAGES } from '../../../src/engine/timeline/rss-book'
import { END_STATES, type Trace } from '../../../src/engine/trace/trace'
import { findPreset } from '../../../src/shared/presets'

const DURATION_MS = 1200
const OPTIONS = { name: 'run', originS: 50, samplePeriodNs: 100e6 } as const

/** Apps that outrun kswapd, return, read files and end; a thread that only computes. */
function inputFor(preset: string): MachineInput {
  const config = findPreset(preset)?.config ?? makeConfig()
  const demand = makeDemand({
    durationMs: DURATION_MS, cpuCount: 3, initial: { freePages: 1200, unownedAnonPages: 6000, inactiveFilePages: 400, activeFilePages: 200 },
    tasks: [
      { tid: 100, name: 'first', residentPages: 1500, dirtyShare: 0.4, rows: [...repeat(40, { cpuUs: 300, alloc: 128, sleepMs: 1 }), { cpuUs: 50, untilMs: 800 }, ...repeat(20, { cpuUs: 200, touch: 60, sleepMs: 2 })] },
      { tid: 101, name: 'second', firstCpu: 1, startMs: 50, rows: [...repeat(60, { cpuUs: 300, alloc: 96, sleepMs: 1 }), { cpuUs: 50, untilMs: 700 }, { cpuUs: 300, exit: true }] },
      { tid: 102, name: 'reader', firstCpu: 1, startMs: 20, rows: repeat(20, { cpuUs: 100, file: 16, sleepMs: 3 }) },
      { tid: 103, name: 'computes', kind: 'other', firstCpu: 2, rows: repeat(30, { cpuUs: 9000, sleepMs: 4 }) }
    ]
  })
  return { demand, parameters: makeParameters({ cpuCount: 3 }), config, seed: 3 }
}

const runs = new Map<string, RecordedRun>()
function recorded(preset: string): RecordedRun {
  const known = runs.get(preset) ?? recordRun(inputFor(preset), OPTIONS)
  runs.set(preset, known)
  return known
}

function windowOf(trace: Trace): { startNs: number; endNs: number } {
  return { startNs: 0, endNs: trace.endNs }
}

describe.each(['off', 'mm', 'zram-v1'])('a recorded run of %s', (preset) => {
  it('goes as the same run without a tracer', () => {
    const plain = new Machine(inputFor(preset))
    plain.run()
    expect(metricsOf(recorded(preset).machine)).toEqual(metricsOf(plain))
  })

  it('shows the counts that the run made', () => {
    const { machine, trace } = recorded(preset)
    const counted = metricsOf(machine)
    const observed = observeMetrics(trace, windowOf(trace))
    expect(counted.pgstealAnon).toBeGreaterThan(5000)
    for (const name of ['pgstealAnon', 'pgstealFile', 'pgstealKswapd', 'pgstealDirect', 'pgscanAnon', 'pgscanKswapd', 'pgscanDirect', 'pgrotated', 'pswpin', 'pswpout', 'allocstall'] as const) {
      expect([name, observed[name]]).toEqual([name, counted[name]])
    }
    expect(observed.directReclaim.count).toBe(counted.directReclaim.count)
    expect(observed.directReclaim.totalMs).toBeCloseTo(counted.directReclaim.totalMs ?? -1, 3)
    expect(observed.zram.origBytes).toBe(counted.zram.origBytes)
    expect(observed.zram.memUsedBytes).toBe(counted.zram.memUsedBytes)
  })

  it('shows the CPU time that the run booked', () => {
    const { machine, trace } = recorded(preset)
    const counted = metricsOf(machine)
    const observed = observeMetrics(trace, windowOf(trace))
    expect(observed.kswapd.cpuS).toBeCloseTo(counted.kswapd.cpuS ?? -1, 5)
    expect(observed.kswapd.awakeS).toBeCloseTo(counted.kswapd.awakeS ?? -1, 5)
    expect(observed.kswapd.wakes).toBe(counted.kswapd.wakes)
    counted.cpus.forEach(({ busyPct }, cpu) => expect(observed.cpus[cpu]?.busyPct ?? -1).toBeCloseTo(busyPct ?? -2, 2))
  })
})

describe('the tables of a recorded run', () => {
  it('cover each CPU from start to end without a gap or an overlap', () => {
    const { sched } = recorded('off').trace
    const endNs = [0, 0, 0]
    for (let row = 0; row < sched.count; row++) {
      const cpu = sched.cpu[row]!
      expect(sched.startNs[row]).toBe(endNs[cpu])
      expect(sched.durationNs[row]).toBeGreaterThanOrEqual(-1)
      endNs[cpu] = sched.durationNs[row] === -1 ? DURATION_MS * 1e6 : sched.startNs[row]! + sched.durationNs[row]!
    }
    expect(endNs).toEqual([DURATION_MS * 1e6, DURATION_MS * 1e6, DURATION_MS * 1e6])
  })

  it('never put one thread on two CPUs at a time', () => {
    const { sched } = recorded('zram-v1').trace
    const freeFromNs = new Map<number, number>()
    for (let row = 0; row < sched.count; row++) {
      const thread = sched.thread[row]!
      if (thread === 0) continue
      expect(sched.startNs[row]!).toBeGreaterThanOrEqual(freeFromNs.get(thread) ?? 0)
      freeFromNs.set(thread, sched.startNs[row]! + Math.max(0, sched.durationNs[row]!))
    }
  })

  it('have a wake-up before every slice that follows a sleep', () => {
    const { sched, wakeups, threads } = recorded('off').trace
    const wakeNs = threads.name.map((_, thread) => Array.from(wakeups.tsNs).filter((_, row) => wakeups.thread[row] === thread))
    const sleptSinceNs = new Map<number, number>()
    const asleep = ['S', 'D'].map((state) => END_STATES.indexOf(state as 'S'))
    let checked = 0
    for (let row = 0; row < sched.count; row++) {
      const thread = sched.thread[row]!
      const since = sleptSinceNs.get(thread)
      if (since !== undefined) {
        expect(wakeNs[thread]!.some((ns) => ns >= since && ns <= sched.startNs[row]!)).toBe(true)
        checked++
      }
      if (asleep.includes(sched.endState[row]!)) sleptSinceNs.set(thread, sched.startNs[row]! + sched.durationNs[row]!)
      else sleptSinceNs.delete(thread)
    }
    expect(checked).toBeGreaterThan(50)
  })

  it('end the slices of a task that exits with X', () => {
    const { sched, threads } = recorded('off').trace
    const thread = threads.tid.indexOf(101)
    const rows = Array.from(sched.thread.keys()).filter((row) => sched.thread[row] === thread)
    expect(END_STATES[sched.endState[rows.at(-1)!]!]).toBe('X')
  })

  it('report resident sizes in steps, and 0 when a task is gone', () => {
    const { trace } = recorded('off')
    const rss = trace.events['rss_stat']!
    const second = trace.threads.tid.indexOf(101)
    const own = Array.from(rss.thread.keys()).filter((row) => rss.thread[row] === second && rss.args['curr']![row] === 1)
    const id = rss.args['mm_id']![own[0]!]
    const sizes = Array.from(rss.args['size']!).filter((_, row) => rss.args['mm_id']![row] === id).map((bytes) => bytes / 4096)
    expect(sizes.at(-1)).toBe(0)
    sizes.slice(1, -1).forEach((pages, i) => expect(Math.abs(pages - sizes[i]!)).toBeGreaterThanOrEqual(RSS_STEP_PAGES))
  })

  it('keep the balance of anonymous pages between samples', () => {
    const { trace } = recorded('off')
    const level = (name: string): Float64Array => trace.counters.find((track) => track.name === name)!.value
    const mapped = level('nr_anon_pages')
    const lists = level('nr_inactive_anon').map((pages, i) => pages + level('nr_active_anon')[i]!)
    expect(mapped.length).toBe(DURATION_MS / 100 + 1)
    // Pages isolated by a reclaimer at the moment of sampling are on no list; those unmapped for writing are not mapped.
    mapped.forEach((pages, i) => expect(Math.abs(pages - lists[i]!)).toBeLessThanOrEqual(128))
  })

  it('name threads, processes and resting states as told', () => {
    const { trace } = recordRun(inputFor('off'), { ...OPTIONS, tidOf: (id) => (id >= 1_000_000 ? 40 : id), tgidOf: (id) => (id === 102 ? 100 : -1), restStateOf: (id) => (id === 102 ? 'D' : 'S') })
    const kswapd = trace.threads.tid.indexOf(40)
    const reader = trace.threads.tid.indexOf(102)
    expect(trace.threads.name[kswapd]).toBe('kswapd0')
    expect(trace.threads.tgid[reader]).toBe(100)
    const states = new Set(Array.from(trace.sched.endState).filter((_, row) => trace.sched.thread[row] === reader).map((state) => END_STATES[state]))
    expect(states.has('D')).toBe(true)
    expect(states.has('S')).toBe(false)
  })

  it('say how many events of each kind there are', () => {
    const { trace } = recorded('off')
    for (const [name, table] of Object.entries(trace.events)) expect(trace.eventCounts[name]).toBe(table.count)
    expect(trace.eventCounts['sched_switch']).toBe(trace.sched.count)
    expect(trace.eventCounts['sched_wakeup']).toBe(trace.wakeups.count)
  })
})
