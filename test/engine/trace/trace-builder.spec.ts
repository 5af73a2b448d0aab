import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EVENT_KINDS } from '../../../src/engine/trace/event-kinds'
import { ABSENT, END_STATES, type Trace } from '../../../src/engine/trace/trace'
import { TraceBuilder } from '../../../src/engine/trace/trace-builder'

const RUNNABLE = END_STATES.indexOf('R')
const SLEEPING = END_STATES.indexOf('S')
const kindIndex = (name: string): number => EVENT_KINDS.findIndex((kind) => kind.name === name)

function finish(builder: TraceBuilder): Trace {
  return builder.finish({ name: 'test', sources: [], device: null, clock: null })
}

describe('TraceBuilder', () => {
  it('closes the open slice of a CPU by the next switch on it', () => {
    const builder = new TraceBuilder()
    const [a, b] = [builder.threads.ofTid(10), builder.threads.ofTid(11)]
    builder.pushSwitch(100, 0, 0, RUNNABLE, a, 120)
    builder.pushSwitch(150, 1, 0, RUNNABLE, b, 110)
    builder.pushSwitch(400, 0, a, SLEEPING, 0, 120)
    const { sched } = finish(builder)
    expect([...sched.startNs]).toEqual([100, 150, 400])
    expect([...sched.durationNs]).toEqual([300, -1, -1])
    expect([...sched.endState]).toEqual([SLEEPING, 0, 0])
    expect([...sched.thread]).toEqual([a, b, 0])
    expect([...sched.priority]).toEqual([120, 110, 120])
  })

  it('makes the same slices when the switches come out of order', () => {
    const switches = [[100, 0, 1], [150, 1, 2], [200, 0, 3], [260, 1, 1], [300, 0, 2], [300, 1, 0]] as const
    const build = (order: readonly number[]): Trace => {
      const builder = new TraceBuilder()
      for (const tid of [1, 2, 3]) builder.threads.ofTid(tid)
      for (const index of order) {
        const [tsNs, cpu, next] = switches[index]!
        builder.pushSwitch(tsNs, cpu, 0, RUNNABLE, next, 120)
      }
      return finish(builder)
    }
    const sorted = build([0, 1, 2, 3, 4, 5])
    fc.assert(fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }), (order) => {
      expect(build([...order, 5]).sched).toEqual(sorted.sched)
    }))
  })

  it('keeps the order of events with the same time', () => {
    const builder = new TraceBuilder()
    const kind = kindIndex('mm_vmscan_direct_reclaim_end')
    for (const [tsNs, pages] of [[20, 1], [10, 2], [20, 3], [10, 4]] as const) builder.pushEvent(kind, tsNs, 0, 0, Float64Array.of(pages))
    const table = finish(builder).events['mm_vmscan_direct_reclaim_end']!
    expect([...table.tsNs]).toEqual([10, 10, 20, 20])
    expect([...table.args['nr_reclaimed']!]).toEqual([2, 4, 1, 3])
  })

  it('marks arguments that a line did not carry', () => {
    const builder = new TraceBuilder()
    builder.pushEvent(kindIndex('rss_stat'), 1, 0, 0, Float64Array.of(NaN, 1, NaN, NaN))
    const { args } = finish(builder).events['rss_stat']!
    expect(args['curr']![0]).toBe(1)
    expect(args['member']![0]).toBe(ABSENT)
    expect(args['size']![0]).toBeNaN()
  })

  it('leaves integers out that do not fit, and says so', () => {
    const builder = new TraceBuilder()
    builder.pushEvent(kindIndex('mm_vmscan_direct_reclaim_end'), 1, 0, 0, Float64Array.of(2 ** 40))
    const trace = finish(builder)
    expect(trace.events['mm_vmscan_direct_reclaim_end']!.args['nr_reclaimed']![0]).toBe(ABSENT)
    expect(trace.warnings.map(({ code }) => code)).toContain('VALUE_OUT_OF_RANGE')
  })

  it('takes the whole seconds of the first time for the origin and stays exact to the nanosecond', () => {
    const builder = new TraceBuilder()
    expect(builder.toNs(1_229_150, 408_340_001)).toBe(408_340_001)
    expect(builder.toNs(1_229_149, 999_999_999)).toBe(-1)
    expect(builder.toNs(9_229_150, 3)).toBe(8e15 + 3)
    builder.noteTime(0, 0)
    expect(finish(builder).originS).toBe(1_229_150)
  })

  it('spans all events, also those that are only counted, and keeps the span of counters apart', () => {
    const builder = new TraceBuilder()
    builder.pushSwitch(500, 0, 0, RUNNABLE, 0, 120)
    builder.noteTime(900, 3)
    builder.pushCounter('pgsteal_anon', -1, -50, 1)
    builder.pushCounter('pgsteal_anon', -1, 700, 5)
    expect(finish(builder)).toMatchObject({ startNs: 500, endNs: 900, counterStartNs: -50, counterEndNs: 700, cpuCount: 4 })
  })

  it('warns about counters that go backwards but not about levels, and keeps duplicates', () => {
    const builder = new TraceBuilder()
    for (const [tsNs, value] of [[1, 5], [2, 9], [2, 9], [3, 0]] as const) {
      builder.pushCounter('pgsteal_anon', -1, tsNs, value)
      builder.pushCounter('nr_free_pages', -1, tsNs, value)
    }
    const trace = finish(builder)
    const resets = trace.warnings.filter(({ code }) => code === 'COUNTER_RESET')
    expect(resets).toEqual([expect.objectContaining({ count: 1, found: 'pgsteal_anon' })])
    expect([...trace.counters[0]!.value]).toEqual([5, 9, 9, 0])
  })

  it('reports switches that contradict each other as a gap', () => {
    const builder = new TraceBuilder()
    const [a, b] = [builder.threads.ofTid(1), builder.threads.ofTid(2)]
    builder.pushSwitch(10, 0, 0, RUNNABLE, a, 120)
    builder.pushSwitch(20, 0, b, SLEEPING, 0, 120)
    const trace = finish(builder)
    expect(trace.warnings).toEqual([expect.objectContaining({ code: 'SCHED_GAP', count: 1 })])
    expect(trace.sched.endState[0]).toBe(0)
  })

  it('says when counters and events are on different clocks and when nothing lasts', () => {
    const builder = new TraceBuilder()
    builder.noteTime(5, 0)
    builder.pushCounter('pgfree', -1, 1e12, 1)
    expect(finish(builder).warnings.map(({ code }) => code).sort()).toEqual(['CLOCK_MISMATCH', 'ZERO_SPAN'])
  })

  it('holds more rows than fit into one block', () => {
    const builder = new TraceBuilder()
    const count = 40_000
    for (let row = 0; row < count; row += 1) builder.pushSwitch(row * 10, row % 4, 0, RUNNABLE, 0, 120)
    const { sched } = finish(builder)
    expect(sched.count).toBe(count)
    expect(sched.startNs[39_999]).toBe(399_990)
    expect([...new Set(sched.durationNs.subarray(0, count - 4))]).toEqual([40])
  })

  it('never lets slices of one CPU overlap', () => {
    const step = fc.record({ gap: fc.nat(1000), cpu: fc.nat(3), next: fc.nat(5) })
    fc.assert(fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const builder = new TraceBuilder()
      for (let tid = 0; tid < 6; tid += 1) builder.threads.ofTid(tid)
      let now = 0
      for (const { gap, cpu, next } of steps) builder.pushSwitch((now += gap), cpu, 0, RUNNABLE, next, 120)
      const { sched } = finish(builder)
      const endOf = new Map<number, number>()
      for (let row = 0; row < sched.count; row += 1) {
        expect(endOf.get(sched.cpu[row]!) ?? sched.startNs[row]).toBe(sched.startNs[row])
        endOf.set(sched.cpu[row]!, sched.startNs[row]! + sched.durationNs[row]!)
      }
    }))
  })

  it('sorts event names and adds counts of several files up', () => {
    const builder = new TraceBuilder()
    builder.countEvent('sched_switch', 3)
    builder.countEvent('cpu_idle', 1)
    builder.countEvent('sched_switch', 2)
    expect(Object.entries(finish(builder).eventCounts)).toEqual([['cpu_idle', 1], ['sched_switch', 5]])
  })
})
