import { describe, expect, it } from 'vitest'
import { END_STATES } from '../../../../src/engine/trace/trace'
import { perfettoBinary } from '../../../../src/main/import/perfetto/perfetto-binary'
import { importWith } from '../support'
import { all, bundle, nested, packed, traceOf, type Fields } from './packets'

const S = 1_000_000_000
const open = (...packets: Fields[]) => importWith(perfettoBinary, traceOf(...packets)).trace
const state = (code: number) => END_STATES[code]

describe('compact scheduling data of a Perfetto trace', () => {
  it('reads compact scheduling data like trace_processor: the first switch of a CPU only tells who runs', () => {
    const compact: Fields = (writer) => nested(writer, 4, all(
      (inner) => ['a', 'b', 'swapper/2'].forEach((name) => inner.writeStringField(5, name)),
      packed(1, [S, 100, 50]), packed(2, [0, 1, 2]), packed(3, [7, 8, 0]), packed(4, [120, 100, 120]), packed(6, [0, 1, 2]),
      packed(7, [S - 10, 60, 70]), packed(8, [7, 8, 9]), packed(9, [2, 3, 2]), packed(10, [120, 120, 120]), packed(11, [0, 1, 1])
    ))
    const trace = open(bundle(2, compact))
    expect(trace.threads.tid[trace.sched.thread[0]!]).toBe(8)
    expect([...trace.sched.startNs]).toEqual([100, 150])
    expect([...trace.sched.durationNs]).toEqual([50, -1])
    expect(state(trace.sched.endState[0]!)).toBe('D')
    // The wake-up before the first switch has no known waker.
    expect([...trace.wakeups.tsNs]).toEqual([50, 120])
    expect([...trace.wakeups.waker].map((thread) => trace.threads.tid[thread])).toEqual([7, 8])
    expect([...trace.wakeups.targetCpu]).toEqual([3, 2])
    expect(trace.eventCounts).toEqual({ sched_switch: 2, sched_waking: 2 })
    expect(trace.warnings).toEqual([])
  })

  it('takes no interrupted thread for the one that woke another', () => {
    const compact: Fields = (writer) => nested(writer, 4, all(
      (inner) => ['a', 'b'].forEach((name) => inner.writeStringField(5, name)),
      packed(1, [S]), packed(2, [0]), packed(3, [7]), packed(4, [120]), packed(6, [0]),
      packed(7, [S + 10, 60, 70]), packed(8, [8, 8, 8]), packed(9, [2, 2, 2]), packed(10, [120, 120, 120]), packed(11, [1, 1, 1]), packed(12, [1, 0x08, 0x10])
    ))
    const { wakeups, threads } = open(bundle(2, compact))
    expect([...wakeups.waker].map((thread) => threads.tid[thread])).toEqual([7, undefined, undefined])
  })

  it('goes on with the running thread in the next bundle of compact data', () => {
    const compact = (time: number, tid: number): Fields => (writer) => nested(writer, 4, all(
      (inner) => inner.writeStringField(5, `t${tid}`), packed(1, [time]), packed(2, [1]), packed(3, [tid]), packed(4, [120]), packed(6, [0])
    ))
    const trace = open(bundle(0, compact(S, 1)), bundle(0, compact(S + 10, 2)), bundle(0, compact(S + 30, 3)))
    expect([...trace.sched.durationNs]).toEqual([20, -1])
    expect(trace.threads.name).toEqual(['swapper', 't1', 't2', 't3'])
  })
})
