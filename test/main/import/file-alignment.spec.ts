import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Trace } from '../../../src/engine/trace/trace'
import { counterValues, failTexts, openTexts, warningCodes } from './support'
import { bundle, clockSnapshot, event, traceOf } from './perfetto/packets'

const line = (seconds: string, text: string): string => `             app-7     [000] .....  ${seconds}: ${text}\n`
const ftrace = (start: number, extra = ''): string => `# tracer: nop\n${extra}${line(`${start}.000000`, 'mm_vmscan_kswapd_sleep: nid=0')}${line(`${start + 2}.000000`, 'mm_vmscan_kswapd_sleep: nid=0')}`
const seconds = (value: number): bigint => BigInt(value) * 1_000_000_000n
/** A Perfetto trace that sleeps kswapd at two times, s; `clocks` by id (3 mono, 6 boot, 1 realtime) in seconds at the first. */
const perfetto = (clocks: Readonly<Record<number, number>>, start: number, end: number): Uint8Array => traceOf(
  clockSnapshot(Object.fromEntries(Object.entries(clocks).map(([id, value]) => [id, seconds(value)]))),
  bundle(0, ...[start, end].map((at) => event(seconds(at), 7, 49, (writer) => writer.writeVarintField(1, 0))))
)
const timesS = (trace: Trace, name: string): number[] => [...(trace.counters.find((track) => track.name === name)?.tsNs ?? [])].map((ns) => trace.originS + ns / 1e9)
const placeOf = (trace: Trace, name: string) => trace.sources.find((source) => source.name === name)

describe('files on other clocks', () => {
  it('a table in wall-clock time is moved by the marks of the trace', async () => {
    const marks = line('100.500000', 'tracing_mark_write: trace_event_clock_sync: realtime_ts=1618823794903') + line('100.500000', 'tracing_mark_write: trace_event_clock_sync: parent_ts=17884.099609')
    const trace = await openTexts({ 'trace.txt': ftrace(100, marks), 'vmstat.csv': 'epoch,pgfree\n1618823795.403,1\n1618823795.903,2\n', 'mono.csv': 'monotonic_s,pswpin\n17884.599609,5\n17885.599609,6\n' })
    expect(timesS(trace, 'pgfree')).toEqual([101, 101.5])
    expect(timesS(trace, 'pswpin')).toEqual([101, 102])
    expect(placeOf(trace, 'vmstat.csv')).toMatchObject({ clock: 'realtime', alignedBy: 'realtime' })
    expect(placeOf(trace, 'mono.csv')).toMatchObject({ clock: 'mono', alignedBy: 'mono', offsetS: 100.5 - 17884.099609, span: { startNs: 1e9, endNs: 2e9 } })
    expect(warningCodes(trace)).toEqual([])
  })

  it('ftrace text on its own clock is moved to the clock of a Perfetto trace by what both relate to', async () => {
    const text = ftrace(10, line('10.000000', 'tracing_mark_write: trace_event_clock_sync: parent_ts=4001.000000'))
    const trace = await openTexts({ 'a.pftrace': perfetto({ 6: 5000, 3: 4000 }, 5000, 5003), 'b.txt': text })
    expect(placeOf(trace, 'b.txt')).toMatchObject({ alignedBy: 'mono', offsetS: 4991 })
    expect([...(trace.events['mm_vmscan_kswapd_sleep']?.tsNs ?? [])].map((ns) => trace.originS + ns / 1e9)).toEqual([5000, 5001, 5003])
    expect(warningCodes(trace)).toEqual(['EVENTS_REPEATED'])
  })

  it('that nothing relates are taken as they are, which is said, until an offset is told', async () => {
    const files = { 'trace.txt': ftrace(100), 'vmstat.csv': 'epoch,pgfree\n1618823795.5,1\n1618823796.5,2\n' }
    const before = await openTexts(files)
    expect(before.warnings).toMatchObject([{ code: 'CLOCK_MISMATCH', file: 'vmstat.csv' }])
    const after = await openTexts(files, { offsets: { 'vmstat.csv': { seconds: -1618823695, nanoseconds: 0 } } })
    expect(timesS(after, 'pgfree')).toEqual([100.5, 101.5])
    expect(warningCodes(after)).toEqual(['OFFSET_TOLD'])
    expect(await failTexts(files, { offsets: { 'other.csv': { seconds: 1, nanoseconds: 0 } } })).toMatchObject({ code: 'USAGE', found: 'other.csv', expected: 'trace.txt, vmstat.csv' })
  })

  it('that are in range by chance are warned about too', async () => {
    const trace = await openTexts({ 'a.pftrace': perfetto({ 6: 5000, 3: 4000 }, 5000, 5003), 'v.csv': 'epoch,pgfree\n5001,1\n5002,2\n' })
    expect(trace.warnings).toMatchObject([{ code: 'CLOCK_NOT_ALIGNED', file: 'v.csv' }])
  })

  it('of two boots are told apart by their wall clocks', async () => {
    const one = perfetto({ 6: 5000, 1: 1_700_000_000 }, 5000, 5002)
    const two = perfetto({ 6: 5000, 1: 1_700_009_000 }, 5001, 5003)
    expect(warningCodes(await openTexts({ 'a.pftrace': one, 'b.pftrace': two }))).toEqual(['CLOCKS_DISAGREE'])
  })

  it('move all rows of their file by exactly the offset, whatever it is', async () => {
    await fc.assert(fc.asyncProperty(fc.integer({ min: -1_000_000, max: 2_000_000_000 }), fc.integer({ min: 0, max: 999_999_999 }), async (seconds, nanoseconds) => {
      const far = 2_000_000_000 - seconds
      const table = `t,pgfree\n${far}.000000001,1\n${far + 1}.5,2\n`
      const trace = await openTexts({ 'trace.txt': ftrace(2_000_000_000), 'v.csv': table }, { offsets: { 'v.csv': { seconds, nanoseconds } } })
      expect([...(trace.counters[0]?.tsNs ?? [])]).toEqual([nanoseconds + 1, nanoseconds + 1_500_000_000])
    }), { numRuns: 60 })
  })
})

describe('files that contradict each other', () => {
  it('a counter in two files over the same time is taken from the first there, and what only the second covers is added', async () => {
    const trace = await openTexts({ 'a.csv': 't,pgfree,pswpin\n1,10,1\n3,30,2\n', 'b.csv': 't,pgfree\n0.5,5\n2,21\n4,41\n' })
    expect(counterValues(trace, 'pgfree')).toEqual([5, 10, 30, 41])
    expect(trace.warnings).toMatchObject([{ code: 'COUNTER_REPEATED', file: 'b.csv', found: 'pgfree', count: 1 }])
  })

  it('the gap between two files is filled from a third', async () => {
    const trace = await openTexts({ 'a.csv': 't,pgfree\n1,10\n2,20\n', 'b.csv': 't,pgfree\n5,50\n6,60\n', 'c.csv': 't,pgfree\n1.5,15\n3,30\n4,40\n5.5,55\n7,70\n' })
    expect(counterValues(trace, 'pgfree')).toEqual([10, 20, 30, 40, 50, 60, 70])
  })

  it('a counter with other values at the same time is left out and reported: sums since the first row beside totals, bytes beside pages', async () => {
    const sums = await openTexts({ 'a.csv': 't,pgfree\n1,1000\n2,1010\n3,1020\n', 'b.csv': 't,pgfree\n0,0\n1,10\n2,20\n3,30\n4,40\n' })
    expect(counterValues(sums, 'pgfree')).toEqual([1000, 1010, 1020])
    expect(sums.warnings).toMatchObject([{ code: 'COUNTER_CONTRADICTS', file: 'b.csv', found: 'pgfree', count: 1 }])
    const units = await openTexts({ 'a.csv': 't,MemFree_kb\n1,1000\n3,900\n', 'b.csv': 't,MemFree_mb\n2,950\n4,960\n' })
    expect(counterValues(units, 'MemFree')).toEqual([1_024_000, 921_600])
    expect(warningCodes(units)).toEqual(['COUNTER_CONTRADICTS'])
  })

  it('of one counter that is sampled into two files, all samples of the first and those of the second outside it are kept, in order', async () => {
    const sampled = fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 2, maxLength: 20 }).map((times) => times.sort((a, b) => a - b))
    const table = (times: readonly number[]): string => `time_s,pgfree\n${times.map((t) => `${t},${t * t}\n`).join('')}`
    await fc.assert(fc.asyncProperty(sampled, sampled, async (first, second) => {
      fc.pre(table(first) !== table(second)) // a copy is not read at all
      const trace = await openTexts({ 'a.csv': table(first), 'b.csv': table(second) })
      const [start = 0, end = 0] = [first[0], first.at(-1)]
      const overlaps = (second[0] ?? 0) < end && (second.at(-1) ?? 0) > start
      const added = second.filter((t) => !overlaps || t < start || t > end)
      expect(counterValues(trace, 'pgfree')).toEqual([...first, ...added].sort((a, b) => a - b).map((t) => t * t))
      expect(warningCodes(trace).filter((code) => code !== 'COUNTER_REPEATED' && code !== 'CLOCK_MISMATCH')).toEqual([])
    }), { numRuns: 100 })
  })

  it('a counter that goes on in the next file is one', async () => {
    const trace = await openTexts({ 'a.csv': 't,pgfree\n1,10\n2,20\n', 'b.csv': 't,pgfree\n3,30\n4,40\n' })
    expect(counterValues(trace, 'pgfree')).toEqual([10, 20, 30, 40])
    expect(trace.warnings.filter(({ code }) => code === 'COUNTER_REPEATED')).toEqual([])
  })

  it('two devices, other kernels and other numbers of CPUs are reported', async () => {
    const device = (body: string): string => `{"schema":"reclaimscope.device/1",${body}}`
    const two = await openTexts({ 'a/device.json': device('"pageSize":4096'), 'b/device.json': device('"pageSize":16384'), 'trace.txt': ftrace(1) })
    expect([warningCodes(two), two.device?.pageSize]).toEqual([['DEVICE_TWICE'], 4096])
    const cpu9 = '             app-7     [009] .....  1.000000: mm_vmscan_kswapd_sleep: nid=0\n'
    const small = await openTexts({ 'device.json': device('"cpus":[{"id":0},{"id":1}]'), 'trace.txt': ftrace(1, cpu9) })
    expect(warningCodes(small)).toEqual(['DEVICE_DIFFERS'])
    const header = (count: number): string => `# entries-in-buffer/entries-written: 2/2   #P:${count}\n`
    const counts = await openTexts({ 'a.txt': ftrace(1, header(2)), 'b.txt': ftrace(2, header(8)) })
    expect(warningCodes(counts)).toEqual(['CPU_COUNT_DIFFERS'])
  })

  describe('the same recording in two formats', () => {
    const vmscan = (name: string, argument: string) => (time: string): string => line(time, `${name}: ${argument}`)
    const [sleep, end] = [vmscan('mm_vmscan_kswapd_sleep', 'nid=0'), vmscan('mm_vmscan_direct_reclaim_end', 'nr_reclaimed=32')]
    const rss = vmscan('rss_stat', 'mm_id=1 curr=1 member=1 size=4096B')
    const text = rss('1.000001') + rss('1.000001') + sleep('1.000002') + vmscan('mm_page_alloc', 'order=0')('1.000003') + line('1.000004', 'tracing_mark_write: B|7|x') +
      line('1.000005', 'sched_waking: comm=x pid=8 prio=120 target_cpu=001') + end('1.000006')
    const table = (...rows: string[]): string => `"ts","cpu","name","tid","thread_name","nid","nr_reclaimed"\n${rows.join('\n')}\n`

    it('has every event once, and says so', async () => {
      const report = text.replaceAll('.....', 'd..2.').replaceAll('             app-7', '<...>-7')
      const both = await openTexts({ 'a.txt': text, 'b.txt': report })
      const one = await openTexts({ 'a.txt': text })
      expect([both.events, both.marks, both.wakeups, both.eventCounts]).toEqual([one.events, one.marks, one.wakeups, one.eventCounts])
      expect(both.warnings).toMatchObject([{ code: 'EVENTS_REPEATED', file: 'b.txt', count: 6 }])
    })

    it('is recognised although text has microseconds and tables have nanoseconds', async () => {
      const exact = table('1000002499,0,"mm_vmscan_kswapd_sleep",7,"app",0,"[NULL]"', '1000005501,0,"mm_vmscan_direct_reclaim_end",7,"app","[NULL]",32')
      const only = rss('1.000001') + sleep('1.000002') + end('1.000006')
      const trace = await openTexts({ 'a.csv': exact, 'b.txt': only })
      expect(trace.eventCounts).toEqual({ mm_vmscan_direct_reclaim_end: 1, mm_vmscan_kswapd_sleep: 1, rss_stat: 1 })
      expect(trace.events['mm_vmscan_kswapd_sleep']?.count).toBe(1)
    })

    it('keeps what only one of them has: later events, other threads, other times', async () => {
      const more = sleep('1.000002') + sleep('1.000009') + sleep('1.000002').replace('app-7', 'app-9')
      const trace = await openTexts({ 'a.txt': text, 'b.txt': more })
      expect(trace.events['mm_vmscan_kswapd_sleep']?.count).toBe(3)
      expect(trace.eventCounts['mm_vmscan_kswapd_sleep']).toBe(3)
      expect(trace.warnings.find(({ code }) => code === 'EVENTS_REPEATED')?.count).toBe(1)
    })

    it('has the memory of each process once', async () => {
      const counters = '"ts","name","value","pid"\n1000,"mem.rss",5.000000,7\n2000,"mem.rss",6.000000,7\n'
      const trace = await openTexts({ 'a.csv': counters, 'b.csv': `${counters}3000,"mem.rss",7.000000,7\n` })
      expect(trace.processCounters?.map(({ value }) => [...value])).toEqual([[5, 6, 7]])
    })
  })

  describe('two recordings of scheduling', () => {
    const run = (time: string, next: number): string => line(time, `sched_switch: prev_comm=app prev_pid=7 prev_prio=120 prev_state=S ==> next_comm=x next_pid=${next} next_prio=120`)
    const slices = ({ sched, threads }: Trace) => Array.from({ length: sched.count }, (_, row) => [(sched.startNs[row] ?? 0) / 1e6, (sched.durationNs[row] ?? 0) / 1e6, threads.tid[sched.thread[row]!]])

    it('count the CPU time of one once: the first holds where they overlap, the rest of the second stays', async () => {
      const trace = await openTexts({ 'a.txt': run('1.100000', 8) + run('1.200000', 7), 'b.txt': run('1.050000', 9) + run('1.150000', 9) + run('1.200000', 9) + run('1.300000', 9) })
      expect(slices(trace)).toEqual([[50, 50, 9], [100, 100, 8], [200, 100, 7], [300, expect.any(Number), 9]])
      expect(trace.warnings.find(({ code }) => code === 'RECORDINGS_BOTH_SCHED')).toMatchObject({ file: 'b.txt', count: 2, message: expect.stringContaining('a.txt') })
    })

    it('one after the other, or of other CPUs, are both kept', async () => {
      const later = await openTexts({ 'a.txt': run('1.100000', 8) + run('1.200000', 7), 'b.txt': run('1.300000', 9) + run('1.400000', 7), 'c.txt': run('1.250000', 5) })
      expect(slices(later).map(([start]) => start)).toEqual([100, 200, 250, 300, 400])
      const other = await openTexts({ 'a.txt': run('1.100000', 8) + run('1.200000', 7), 'b.txt': run('1.150000', 9).replace(/\[\d+\]/, '[005]') })
      expect(other.sched.count).toBe(3)
      expect([...warningCodes(later), ...warningCodes(other)]).not.toContain('RECORDINGS_BOTH_SCHED')
    })

    it('one as slices and one as switches are joined: the first holds where they overlap, none is lost', async () => {
      const switches = (...rows: readonly (readonly [number, number, number])[]): string => `"id","ts","cpu","name","tid","thread_name","key","display_value"\n${rows.flatMap(([ts, prev, next], id) => [['prev_pid', prev], ['prev_state', 'S'], ['next_pid', next]].map(([key, value]) => `${id},${ts},0,"sched_switch",${prev},"x","${key}","${value}"`)).join('\n')}\n`
      const table = '"ts","dur","cpu","end_state","priority","tid"\n1000000,100,0,"S",120,8\n1000100,-1,0,"[NULL]",120,7\n'
      const trace = await openTexts({ 'a.csv': table, 'b.csv': switches([1000050, 8, 7], [1000200, 7, 9], [1000300, 9, 8]) })
      expect(slices(trace).map(([start, duration, tid]) => [Math.round(start! * 1e6), Math.round(duration! * 1e6), tid])).toEqual([[1000000, 100, 8], [1000100, 100, 7], [1000200, 100, 9], [1000300, -1, 8]])
      expect(trace.warnings.find(({ code }) => code === 'RECORDINGS_BOTH_SCHED')?.count).toBe(1)
      expect(trace.eventCounts['sched_switch']).toBe(4)
    })

    it('as tables of slices are cut where the first begins', async () => {
      const table = (...rows: string[]): string => `"ts","dur","cpu","end_state","priority","tid"\n${rows.join('\n')}\n`
      const trace = await openTexts({ 'a.csv': table('1000100,100,0,"S",120,8', '1000200,50,0,"S",120,7'), 'b.csv': table('1000050,90,0,"S",120,9', '1000140,20,0,"S",120,9', '1000250,30,0,"S",120,9') })
      expect(slices(trace).map(([start, duration, tid]) => [Math.round(start! * 1e6), Math.round(duration! * 1e6), tid])).toEqual([[1000050, 50, 9], [1000100, 100, 8], [1000200, 50, 7], [1000250, 30, 9]])
      expect(warningCodes(trace)).toContain('RECORDINGS_BOTH_SCHED')
    })
  })
})
