import { deflateRawSync, deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ABSENT, END_STATES } from '../../../../src/engine/trace/trace'
import { perfettoBinary } from '../../../../src/main/import/perfetto/perfetto-binary'
import { counterValues, headOf, importWith, warningCodes } from '../support'
import {
  all, bundle, clockSnapshot, descriptor, event, generic, keyed, message, nested, packed, print, schedSwitch, sysStats, traceOf, writeTime, type Fields
} from './packets'

const S = 1_000_000_000
const open = (...packets: Fields[]) => importWith(perfettoBinary, traceOf(...packets)).trace
const state = (code: number) => END_STATES[code]

describe('kernel events of a Perfetto trace', () => {
  it('turns switches into slices, whatever the order of the bundles', () => {
    const trace = open(
      bundle(1, schedSwitch(3 * S, ['swapper/1', 0], 0, ['app', 20])),
      bundle(0, schedSwitch(2 * S, ['swapper/0', 0], 0, ['kswapd0', 10], 98), schedSwitch(2 * S + 500, ['kswapd0', 10], 2, ['swapper/0', 0]))
    )
    expect([...trace.sched.startNs].map((ns) => ns + trace.originS * S)).toEqual([2 * S, 2 * S + 500, 3 * S])
    expect([...trace.sched.durationNs]).toEqual([500, -1, -1])
    expect([...trace.sched.cpu]).toEqual([0, 0, 1])
    expect(state(trace.sched.endState[0]!)).toBe('D')
    expect(trace.sched.priority[0]).toBe(98)
    expect(trace.threads.name[trace.sched.thread[0]!]).toBe('kswapd0')
    expect(trace.eventCounts).toEqual({ sched_switch: 3 })
    expect(trace.clock).toBe('boot')
  })

  it('keeps nanoseconds of times that no double holds', () => {
    const ns = 123_456_789_012_345_678n
    const trace = open(bundle(0, schedSwitch(ns, ['a', 1], 1, ['b', 2]), schedSwitch(ns + 1n, ['b', 2], 1, ['a', 1])))
    expect(trace.originS).toBe(123_456_789)
    expect([...trace.sched.startNs]).toEqual([12_345_678, 12_345_679])
  })

  it('reads messages of their own, generic events and described events into the same columns', () => {
    const trace = open(
      bundle(0,
        event(S, 90, 48, (writer) => {
          writer.writeVarintField(1, 0)
          writer.writeVarintField(2, 3)
        }),
        generic(S + 1, 91, 'mm_vmscan_lru_shrink_inactive', { nid: 0, nr_scanned: 32, nr_reclaimed: 30, nr_activate0: 2, nr_activate1: 4, priority: 12, reclaim_flags: 9 }),
        event(S + 2, 92, 65541, (writer) => {
          writer.writeVarintField(1, 0)
          writer.writeVarintField(2, 100_000)
          writer.writeVarintField(3, 4000)
          writer.writeVarintField(4, 1 << 2)
        }),
        // Descriptions may stand behind the events that need them.
        descriptor(65541, 'mm_vmscan_throttled', [['nid', 1, 3], ['usec_timeout', 2, 3], ['usec_delayed', 3, 3], ['reason', 4, 3]])
      ),
      bundle(0, generic(S + 3, 92, 'vendor_event', { whatever: 1 }), event(S + 4, 92, 65542, () => undefined), descriptor(65542, 'vendor_other', []))
    )
    expect(trace.events['mm_vmscan_kswapd_wake']!.args['order']![0]).toBe(3)
    const shrink = trace.events['mm_vmscan_lru_shrink_inactive']!
    expect(['nr_scanned', 'nr_reclaimed', 'nr_activate_anon', 'nr_activate_file', 'priority', 'reclaim_flags', 'nr_dirty'].map((name) => shrink.args[name]![0])).toEqual([32, 30, 2, 4, 12, 9, ABSENT])
    expect(Object.fromEntries(Object.entries(trace.events['mm_vmscan_throttled']!.args).map(([name, values]) => [name, values[0]]))).toEqual({ usec_timeout: 100_000, usec_delayed: 4000, reason: 2 })
    expect(trace.eventCounts).toEqual({ mm_vmscan_kswapd_wake: 1, mm_vmscan_lru_shrink_inactive: 1, mm_vmscan_throttled: 1, vendor_event: 1, vendor_other: 1 })
    expect(trace.endNs - trace.startNs).toBe(4)
  })

  it('reads marks, CPU states and negative sizes', () => {
    const trace = open(bundle(0,
      print(S, 5, 'B|5|work\n'),
      event(S + 1, 0, 13, (writer) => {
        writer.writeVarintField(1, 4294967295)
        writer.writeVarintField(2, 3)
      }),
      event(S + 2, 5, 313, (writer) => {
        writer.writeVarintField(1, 1)
        writer.writeVarintField(2, -4096)
        writer.writeVarintField(3, 1)
        writer.writeVarintField(4, 4_000_000_000)
      })
    ))
    expect(trace.strings[trace.marks.text[0]!]).toBe('B|5|work')
    expect(counterValues(trace, 'cpuidle', 3)).toEqual([4294967295])
    expect(trace.events['rss_stat']!.args['size']![0]).toBe(-4096)
    expect(trace.events['rss_stat']!.args['mm_id']![0]).toBe(4_000_000_000)
    expect(trace.cpuCount).toBe(4)
  })

  it('reads the state bits of old kernels by their own meaning', () => {
    const kernel = (release: string): Fields => (packet) => nested(packet, 45, (info) => nested(info, 1, (names) => names.writeStringField(3, release)))
    const states = (release: string) => {
      const trace = open(kernel(release), bundle(0, schedSwitch(S, ['i', 0], 0, ['a', 1]), schedSwitch(S + 1, ['a', 1], 0x100, ['b', 2]), schedSwitch(S + 2, ['b', 2], 0x80, ['i', 0])))
      return [trace.facts, [...trace.sched.endState].slice(0, 2).map(state)]
    }
    expect(states('5.10.43-android12')).toEqual([{ kernel: '5.10.43-android12' }, ['R+', 'I']])
    expect(states('4.9.1')).toEqual([{ kernel: '4.9.1' }, ['W', 'K']])
  })
})

describe('names and processes in a Perfetto trace', () => {
  const process = (pid: number, command: string, parent = 1): Fields => (packet) => {
    writeTime(packet, 8, S)
    nested(packet, 2, (tree) => nested(tree, 1, (writer) => {
      writer.writeVarintField(1, pid)
      writer.writeVarintField(2, parent)
      writer.writeStringField(3, command)
    }))
  }
  const thread = (tid: number, name: string, tgid: number): Fields => (packet) => {
    writeTime(packet, 8, S)
    nested(packet, 2, (tree) => nested(tree, 2, (writer) => {
      writer.writeVarintField(1, tid)
      writer.writeStringField(2, name)
      writer.writeVarintField(3, tgid)
    }))
  }
  const newTask = (ns: number, parent: number, tid: number, name: string, flags: number): Fields => event(ns, parent, 235, (writer) => {
    writer.writeVarintField(1, tid)
    writer.writeStringField(2, name)
    writer.writeVarintField(3, flags)
  })

  it('gives threads the latest name by time and the process they were started in', () => {
    const trace = open(
      bundle(0, newTask(2 * S, 100, 101, 'young', 0x10000), schedSwitch(9 * S, ['later', 101], 1, ['x', 5])),
      bundle(1, schedSwitch(3 * S, ['earlier', 101], 1, ['x', 5]), newTask(4 * S, 100, 200, 'child', 0x11)),
      process(100, 'com.app --flag'), thread(102, 'listed', 100), bundle(1, schedSwitch(5 * S, ['from event', 102], 1, ['x', 5]))
    )
    const of = (tid: number) => {
      const index = trace.threads.tid.indexOf(tid)
      return [trace.threads.name[index], trace.threads.tgid[index], trace.threads.processName[index]]
    }
    expect(of(101)).toEqual(['later', 100, 'com.app'])
    expect(of(102)).toEqual(['listed', 100, 'com.app'])
    expect(of(200)).toEqual(['child', 200, 'child'])
  })

  it('leaves the work queue out of the names of kernel workers', () => {
    expect(open(process(45, 'kworker/45:2-mm_percpu_wq', 2), sysStats(S, keyed(1, 2, 1))).threads.processName[1]).toBe('kworker/45:2')
  })

  it('keeps counters of processes apart from those of the device', () => {
    const stats: Fields = (packet) => {
      writeTime(packet, 8, S)
      nested(packet, 9, (writer) => nested(writer, 1, (inner) => {
        inner.writeVarintField(4, 10)
        inner.writeVarintField(10, -900)
        inner.writeVarintField(1, 77)
      }))
    }
    const trace = open(stats)
    expect(trace.counters).toEqual([])
    expect(trace.processCounters!.map(({ name, tgid, value }) => [name, tgid, ...value])).toEqual([['mem.rss.anon', 77, 10_240], ['oom_score_adj', 77, -900]])
  })
})

describe('polled counters of a Perfetto trace', () => {
  it('are named as in /proc and scaled to bytes', () => {
    const trace = open(sysStats(S, all(
      keyed(1, 2, 1000), keyed(2, 153, 123), keyed(14, 5, 456), packed(11, [300_000, 1_800_000]), (writer) => writer.writeVarintField(4, 9),
      (writer) => nested(writer, 3, (inner) => {
        inner.writeVarintField(1, 1)
        inner.writeVarintField(2, 77)
      })
    )))
    expect(counterValues(trace, 'MemFree')).toEqual([1_024_000])
    expect(counterValues(trace, 'pgsteal_anon')).toEqual([123])
    expect(counterValues(trace, 'psi.mem.some')).toEqual([456])
    expect(counterValues(trace, 'cpufreq', 1)).toEqual([1_800_000])
    expect(counterValues(trace, 'num_forks')).toEqual([9])
    expect(counterValues(trace, 'cpu.times.user_ns', 1)).toEqual([77])
    expect(counterValues(trace, 'cpu.times.idle_ns', 1)).toEqual([0])
  })

  it('without a known name are counted as a warning', () => {
    expect(warningCodes(open(sysStats(S, all(keyed(2, 1, 5), keyed(2, 9999, 1)))))).toEqual(['COUNTER_UNKNOWN', 'ZERO_SPAN'])
  })
})

describe('clocks of a Perfetto trace', () => {
  it('brings samples of another clock to the trace clock by the last snapshot before them', () => {
    const realtime = 1_700_000_000_000_000_123n
    const trace = open(
      clockSnapshot({ 1: realtime, 3: 5_000_000_000n, 6: 9_000_000_000n }),
      clockSnapshot({ 1: realtime + 10_000_000_000n, 3: 15_000_000_000n, 6: 19_000_000_100n }),
      sysStats(6n * 1_000_000_000n, keyed(2, 1, 1), 3), sysStats(16n * 1_000_000_000n, keyed(2, 1, 2), 3), sysStats(realtime + 1n, keyed(2, 1, 3), 1)
    )
    const track = trace.counters[0]!
    expect([...track.tsNs].map((ns) => ns + trace.originS * S)).toEqual([9 * S + 1, 10 * S, 20 * S + 100])
    expect([...track.value]).toEqual([3, 1, 2])
  })

  it('takes the clock that the recording names as the trace clock, also for kernel events', () => {
    const trace = open(clockSnapshot({ 3: 5_000_000_000n, 6: 9_000_000_000n }, 3), bundle(0, schedSwitch(10n * 1_000_000_000n, ['a', 1], 1, ['b', 2])))
    expect(trace.clock).toBe('mono')
    expect(trace.sched.startNs[0]! + trace.originS * S).toBe(6 * S)
  })

  it('relates the recorder\'s own clock by the times in the bundle', () => {
    const times: Fields = (writer) => {
      writer.writeVarintField(5, 3)
      writeTime(writer, 6, 100 * S)
      writeTime(writer, 7, 300 * S)
    }
    const trace = open(bundle(0, times, schedSwitch(99 * S, ['a', 1], 1, ['b', 2])))
    expect(trace.sched.startNs[0]! + trace.originS * S).toBe(299 * S)
  })

  it('leaves out, and counts, what is on a clock that nothing relates', () => {
    const trace = open(bundle(0, schedSwitch(S, ['a', 1], 1, ['b', 2])), sysStats(S, keyed(2, 1, 1), 65))
    expect(trace.counters).toEqual([])
    expect(warningCodes(trace)).toContain('CLOCK_UNKNOWN')
  })
})

describe('what a Perfetto trace says about losses', () => {
  const ftraceStats = (phase: number, overrun: number): Fields => (packet) => nested(packet, 34, (stats) => {
    stats.writeVarintField(1, phase)
    nested(stats, 2, (cpu) => {
      cpu.writeVarintField(1, 0)
      cpu.writeVarintField(3, overrun)
    })
  })
  const someSwitch = bundle(0, schedSwitch(S, ['a', 1], 1, ['b', 2]), schedSwitch(S + 9, ['b', 2], 1, ['a', 1]))

  it('is the difference of the counters at start and end', () => {
    expect(open(ftraceStats(1, 100), someSwitch, ftraceStats(2, 142))).toMatchObject({ lostEvents: 42, warnings: [{ code: 'RECORDING_INCOMPLETE' }] })
    expect(open(ftraceStats(1, 100), someSwitch, ftraceStats(2, 100))).toMatchObject({ lostEvents: 0, warnings: [] })
    expect(open(someSwitch).lostEvents).toBeNull()
  })

  it('is a warning where only the fact is known', () => {
    expect(warningCodes(open(bundle(0, (writer) => writer.writeVarintField(3, 1), schedSwitch(S, ['a', 1], 1, ['b', 2]))))).toContain('EVENTS_LOST_UNCOUNTED')
    const dropped: Fields = (packet) => packet.writeVarintField(42, 1)
    expect(warningCodes(open(all(someSwitch, dropped)))).toEqual([])
    expect(warningCodes(open(all(someSwitch, dropped), all(bundle(0, schedSwitch(S + 20, ['a', 1], 1, ['b', 2])), dropped)))).toEqual(['PACKETS_LOST'])
  })

  it('leaves out what the buffers held before the recording and before all CPUs had data', () => {
    const started: Fields = (packet) => {
      writeTime(packet, 8, 2 * S)
      nested(packet, 69, (writer) => writer.writeVarintField(2, 1))
    }
    const validFrom = (ns: number): Fields => (writer) => writeTime(writer, 10, ns)
    const trace = open(
      started,
      bundle(0, validFrom(2 * S), schedSwitch(S, ['z', 9], 1, ['y', 8]), schedSwitch(3 * S, ['a', 1], 1, ['b', 2]), schedSwitch(6 * S, ['b', 2], 1, ['c', 3])),
      bundle(1, validFrom(5 * S), schedSwitch(7 * S, ['d', 4], 1, ['e', 5]))
    )
    expect([...trace.sched.startNs].map((ns) => ns + trace.originS * S)).toEqual([6 * S, 7 * S])
    expect(warningCodes(trace)).toEqual(['EVENTS_BEFORE_START', 'SCHED_START_LEFT_OUT'])
    expect(trace.eventCounts).toEqual({ sched_switch: 3 })
  })
})

describe('compressed packets of a Perfetto trace', () => {
  const inner = traceOf(bundle(0, schedSwitch(S, ['a', 1], 1, ['b', 2]), schedSwitch(S + 5, ['b', 2], 1, ['a', 1])))
  const compressed = (bytes: Uint8Array, field = 50): Fields => (packet) => packet.writeBytesField(field, bytes)

  it('are read like plain ones', () => {
    const trace = open(compressed(deflateSync(inner)), sysStats(2 * S, keyed(2, 1, 1)))
    expect([...trace.sched.durationNs]).toEqual([5, -1])
    expect(counterValues(trace, 'nr_free_pages')).toEqual([1])
    expect(trace.warnings.filter(({ code }) => code !== 'CLOCK_MISMATCH')).toEqual([])
  })

  it('inside compressed packets, and data that is no zlib stream, cost only their packet', () => {
    const trace = open(compressed(deflateSync(traceOf(compressed(deflateSync(inner))))), compressed(deflateRawSync(inner)), sysStats(S, keyed(2, 1, 1)))
    expect(trace.sched.count).toBe(0)
    expect(trace.warnings.find(({ code }) => code === 'PACKET_MALFORMED')).toMatchObject({ count: 2 })
    expect(counterValues(trace, 'nr_free_pages')).toEqual([1])
  })

  it('that expand to too much are refused', () => {
    const trace = open(compressed(deflateSync(new Uint8Array(80 * 1024 * 1024))), sysStats(S, keyed(2, 1, 1)))
    expect(warningCodes(trace)).toContain('PACKET_MALFORMED')
    expect(counterValues(trace, 'nr_free_pages')).toEqual([1])
  })

  it('with zstd that cannot be read are a warning, never silence', () => {
    const trace = open(compressed(Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0), 133), sysStats(S, keyed(2, 1, 1)))
    expect(warningCodes(trace).some((code) => code === 'PACKETS_NOT_READ' || code === 'PACKET_MALFORMED')).toBe(true)
  })
})

describe('packets of another machine', () => {
  it('are left out, and counted: a guest has CPUs and threads with the same numbers', () => {
    const guest: Fields = (packet) => {
      packet.writeVarintField(98, 7)
      bundle(0, schedSwitch(2 * S, ['guest', 10], 0, ['swapper/0', 0]))(packet)
    }
    const trace = open(bundle(0, schedSwitch(S, ['swapper/0', 0], 0, ['kswapd0', 10]), schedSwitch(3 * S, ['kswapd0', 10], 2, ['swapper/0', 0])), guest)
    expect([[...trace.sched.durationNs], trace.threads.name]).toEqual([[2 * S, -1], ['swapper', 'kswapd0']])
    expect(trace.warnings).toMatchObject([{ code: 'OTHER_MACHINE', count: 1 }])
  })
})

describe('broken Perfetto traces', () => {
  const sample = traceOf(
    clockSnapshot({ 3: 5_000_000_000n, 6: 9_000_000_000n }),
    bundle(0, schedSwitch(9 * S, ['swapper/0', 0], 0, ['kswapd0', 10]), schedSwitch(9 * S + 50, ['kswapd0', 10], 1, ['swapper/0', 0]), print(9 * S + 60, 3, 'C|3|x|1')),
    sysStats(9 * S, all(keyed(2, 1, 5), keyed(1, 2, 3))),
    bundle(1, generic(9 * S + 70, 4, 'mm_vmscan_throttled', { usec_timeout: 1 }))
  )
  const whole = importWith(perfettoBinary, sample).trace

  it('give what comes before the break, at every byte', () => {
    for (let length = 1; length < sample.length; length += 1) {
      const { trace, error } = importWith(perfettoBinary, sample.subarray(0, length))
      expect(trace.sched.count).toBeLessThanOrEqual(whole.sched.count)
      expect([...trace.sched.startNs]).toEqual([...whole.sched.startNs].slice(0, trace.sched.count))
      if (trace.sched.count === 0 && trace.counters.length === 0) expect(error?.code).toBe('INPUT_NO_EVENTS')
      else expect(error).toBeNull()
    }
    expect(warningCodes(importWith(perfettoBinary, sample.subarray(0, sample.length - 1)).trace)).toContain('INPUT_TRUNCATED')
  })

  it('give the same whatever the size of the chunks', () => {
    for (const size of [1, 2, 3, 7, 64]) expect(importWith(perfettoBinary, sample, size).trace).toEqual(whole)
  })

  it('are never more than warnings when bytes change', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(sample.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }), (changes) => {
      const bytes = Uint8Array.from(sample)
      for (const [at, value] of changes) bytes[at] = value
      const { trace } = importWith(perfettoBinary, bytes)
      expect(trace.sched.count).toBeLessThanOrEqual(3)
      expect([...trace.sched.startNs].every((ns) => Number.isSafeInteger(ns))).toBe(true)
    }), { numRuns: 300 })
  })

  const malformed = (packet: Fields) => warningCodes(open(packet, sysStats(S, keyed(2, 1, 1))))
  it.each<readonly [string, Fields]>([
    ['a number that does not end', (writer) => [...new Uint8Array(12).fill(0xff)].forEach((byte) => writer.writeFixed32(byte * 0x01010101))],
    ['a group', (writer) => writer.writeTag(1, 3)],
    ['a message longer than its packet', (writer) => {
      writer.writeTag(1, 2)
      writer.writeVarint(1000)
    }],
    ['a bundle without a CPU', (writer) => nested(writer, 1, schedSwitch(S, ['a', 1], 1, ['b', 2]))],
    ['a CPU beyond the limit', bundle(70_000, schedSwitch(S, ['a', 1], 1, ['b', 2]))],
    ['a negative thread id', bundle(0, schedSwitch(S, ['a', -5], 1, ['b', 2]))],
    ['samples without a time', (writer) => nested(writer, 7, keyed(2, 1, 1))],
    ['compact lists of different lengths', bundle(0, (writer) => nested(writer, 4, all((inner) => inner.writeStringField(5, 'a'), packed(1, [1, 1]), packed(2, [1]), packed(3, [1]), packed(4, [1]), packed(6, [0]))))],
    ['a name outside the table', bundle(0, (writer) => nested(writer, 4, all(packed(1, [1]), packed(2, [1]), packed(3, [1]), packed(4, [1]), packed(6, [3]))))]
  ])('counts %s', (_, packet) => {
    expect(malformed(packet)).toContain('PACKET_MALFORMED')
  })

  it('skips a field that nests ten thousand levels deep', () => {
    let bytes: Uint8Array = new Uint8Array(0)
    for (let level = 0; level < 10_000; level += 1) bytes = message((writer) => writer.writeBytesField(11, bytes))
    expect(warningCodes(open((writer) => writer.writeBytesField(11, bytes), sysStats(S, keyed(2, 1, 1))))).toEqual(['ZERO_SPAN'])
  })

  it('without anything of use are refused with the data sources to record', () => {
    expect(importWith(perfettoBinary, traceOf((packet) => packet.writeVarintField(3, 1))).error).toMatchObject({ code: 'INPUT_NO_EVENTS', expected: expect.stringContaining('linux.ftrace') })
  })
})

describe('recognising a Perfetto trace', () => {
  it('goes by whole packets, not by the first byte', () => {
    expect(perfettoBinary.detect(headOf(traceOf(clockSnapshot({ 6: 1n }), sysStats(S, keyed(2, 1, 1)))))).toBeGreaterThan(0.8)
    expect(perfettoBinary.detect(headOf('\n# tracer: nop\n# entries-in-buffer'))).toBe(0)
    expect(perfettoBinary.detect(headOf('\n\n\n\n\n\n'))).toBe(0)
    expect(perfettoBinary.detect(headOf(''))).toBe(0)
  })
})
