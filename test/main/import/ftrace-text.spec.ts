import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ABSENT, END_STATES, type Trace } from '../../../src/engine/trace/trace'
import { ftraceText } from '../../../src/main/import/ftrace/ftrace-text'
import { counterValues, headOf, importWith, warningCodes } from './support'

const SWITCH = 'sched_switch: prev_comm=kswapd0 prev_pid=90 prev_prio=120 prev_state=S ==> next_comm=swapper/3 next_pid=0 next_prio=120'

function read(text: string): Trace {
  const { trace, error } = importWith(ftraceText, text)
  expect(error).toBeNull()
  return trace
}

function threadNamed(trace: Trace, name: string): number {
  return trace.threads.name.indexOf(name)
}

describe('ftrace text: line headers', () => {
  it.each([
    ['without flags', `         kswapd0-90    [003] 12.345678: ${SWITCH}`, -1],
    ['with four flags', `         kswapd0-90    [003] d..2    12.345678: ${SWITCH}`, -1],
    ['with five flags', `         kswapd0-90    [003] d..2.    12.345678: ${SWITCH}`, -1],
    ['with a letter among the digits of the flags', `         kswapd0-90    [003] d.ha    12.345678: ${SWITCH}`, -1],
    ['with a short TGID column', `         kswapd0-90    (   90) [003] d..2    12.345678: ${SWITCH}`, 90],
    ['with a long TGID column', `         kswapd0-90      (     77) [003] d..2.    12.345678: ${SWITCH}`, 77],
    ['with an unknown TGID', `         kswapd0-90    (-----) [003] d..2    12.345678: ${SWITCH}`, -1],
    ['with an unknown long TGID', `         kswapd0-90    (-------) [003] d..2.    12.345678: ${SWITCH}`, -1],
    ['without padding', `kswapd0-90 (3) [003] ...2  12.345678: ${SWITCH}`, 3],
    ['of trace-cmd with a wide event column', `         kswapd0-90    [003]    12.345678: ${SWITCH.replace(': ', ':         ')}`, -1],
    ['of trace-cmd report -l', `  kswapd0-90       3d..2.    12.345678: ${SWITCH}`, -1],
    ['with a carriage return', `         kswapd0-90    [003] d..2.    12.345678: ${SWITCH}\r`, -1],
    ['of a four-digit CPU', `         kswapd0-90    [0003] d..2.    12.345678: ${SWITCH}`, -1]
  ])('reads lines %s', (_, line, tgid) => {
    const trace = read(`${line}\n`)
    expect(trace).toMatchObject({ originS: 12, startNs: 345_678_000, cpuCount: 4, eventCounts: { sched_switch: 1 } })
    const kswapd = threadNamed(trace, 'kswapd0')
    expect(trace.threads.tid[kswapd]).toBe(90)
    expect(trace.threads.tgid[kswapd]).toBe(tgid)
    expect(trace.sched).toMatchObject({ count: 1 })
    expect(trace.warnings.map(({ code }) => code)).toEqual(['ZERO_SPAN'])
  })

  it.each([
    'Jit thread pool', 'binder:1138_3', 'kworker/u17:9', '[GT]ColdPool#14', '.tencent.matrix', '1.gpu', 'a-1 [002] x', 'HwBinder:1-2', '#hash'
  ])('takes the name %s as it is', (name) => {
    const trace = read(`${`${name}-4435`.padStart(22)}  ( 4000) [003] .....  7.000001: mm_vmscan_kswapd_sleep: nid=0\n`)
    expect(trace.threads.name[1]).toBe(name)
    expect(trace.threads.tid[1]).toBe(4435)
  })

  it('reads lines whose name was blanked', () => {
    const trace = read('           -5972    [006] ....  7971.248176: mm_vmscan_direct_reclaim_begin: order=0 gfp_flags=GFP_KERNEL\n')
    expect(trace.threads).toMatchObject({ name: ['swapper', ''] })
    expect(trace.events['mm_vmscan_direct_reclaim_begin']!.count).toBe(1)
  })

  it('keeps nanoseconds of nine-digit times, far from zero too', () => {
    const trace = read(' a-1 [000] .... 9000000.000000001: foo: x\n a-1 [000] .... 9000001.123456789: foo: x\n')
    expect(trace).toMatchObject({ originS: 9_000_000, startNs: 1, endNs: 1_123_456_789 })
  })

  it('counts events that it does not keep', () => {
    const trace = read(' a-1 [000] .... 1.000000: binder_transaction: x=1\n a-1 [000] .... 1.5: do_swap_page: swapin tgid 1 2 "x" 7e\n')
    expect(trace.eventCounts).toEqual({ binder_transaction: 1, do_swap_page: 1 })
    expect(trace.endNs).toBe(500_000_000)
  })
})

describe('ftrace text: around the events', () => {
  it('tells loss from the header and from loss reports, whichever is larger', () => {
    const head = '# entries-in-buffer/entries-written: 100/150   #P:8\n'
    const line = ' a-1 [000] .... 1.000000: foo: x\n'
    expect(read(head + line)).toMatchObject({ lostEvents: 50, cpuCount: 8 })
    const trace = read(`${head}${line}CPU:2 [LOST 7332 EVENTS]\nCPU:7 [600 EVENTS DROPPED]\n`)
    expect(trace.lostEvents).toBe(7932)
    expect(trace.warnings.find(({ code }) => code === 'EVENTS_LOST')).toMatchObject({ count: 7932, line: 3 })
    expect(read(line).lostEvents).toBeNull()
    expect(read(`${line}CPU:0 [EVENTS DROPPED]\n`).lostEvents).toBeNull()
  })

  it('skips preambles, comments and blank lines without a word', () => {
    const trace = read(`capturing trace... done\r\nTRACE:\r\n# tracer: nop\r\n#\r\n\r\n##### CPU 3 buffer started ####\r\nversion = 6\r\ncpus=6\r\n\r\n a-1 [000] .... 1.000000: foo: x\r\n\r\n b-2 [000] .... 2.000000: foo: x\r\n`)
    expect(trace.eventCounts).toEqual({ foo: 2 })
    expect(trace.warnings).toEqual([])
  })

  it('says which lines it does not understand', () => {
    const trace = read(' a-1 [000] .... 1.0: foo: x\nsome text\n a-1 [000] .... 2.0: foo: y\nmore\n')
    expect(trace.warnings).toEqual([
      { code: 'LINE_NOT_UNDERSTOOD', message: 'A line is no ftrace event: skipped. Also at input:4.', count: 2, file: 'input', line: 2, column: 1, found: 'some text' }
    ])
  })

  it('reports arguments that it does not understand', () => {
    const trace = read(' a-1 [000] .... 1.0: sched_switch: something else\n a-1 [000] .... 2.0: foo: y\n')
    expect(trace.warnings).toEqual([expect.objectContaining({ code: 'ARGUMENTS_NOT_UNDERSTOOD', line: 1, column: 22 })])
    expect(trace.eventCounts).toEqual({ foo: 1, sched_switch: 1 })
  })

  it('refuses a recording whose events are all lost', () => {
    const { error } = importWith(ftraceText, '# tracer: nop\n# entries-in-buffer/entries-written: 0/1000   #P:2\n#           TASK-PID     CPU#  |||||  TIMESTAMP  FUNCTION\n')
    expect(error).toMatchObject({ code: 'INPUT_NO_EVENTS', file: 'input', found: '1000 events lost' })
  })

  it('survives NUL bytes, invalid UTF-8 and lines of ten megabytes', () => {
    const good = ' a-1 [000] .... 1.0: foo: x\n'
    const bytes = Buffer.concat([Buffer.from(good), Buffer.alloc(40), Buffer.from('\n'), Buffer.alloc(10_000_000, 0x2d), Buffer.from(`\n b\xff-2 [000] .... 2.0: foo: y\n`, 'latin1')])
    const { trace, error } = importWith(ftraceText, bytes, 100_000)
    expect(error).toBeNull()
    expect(trace.eventCounts).toEqual({ foo: 2 })
    expect(trace.threads.name[2]).toBe('b\ufffd')
    expect(warningCodes(trace)).toEqual(['LINE_NOT_UNDERSTOOD', 'LINE_TOO_LONG'])
  })

  it('gives the same trace however the bytes are cut', () => {
    const text = `# tracer: nop\n         kswapd0-90    [003] d..2.    12.345678: ${SWITCH}\n\n          <idle>-0     [003] d..2.    12.4: sched_switch: prev_comm=swapper/3 prev_pid=0 prev_prio=120 prev_state=R ==> next_comm=kswapd0 next_pid=90 next_prio=120\nCPU:2 [LOST 3 EVENTS]\n      app-7 (    7) [000] .... 13.0: tracing_mark_write: B|7|inflate é\n app-7 [000] .... 13.5: rss_stat: mm_id=2672238769 curr=1 type=MM_ANONPAGES size=286720B`
    const whole = importWith(ftraceText, text)
    fc.assert(fc.property(fc.integer({ min: 1, max: 80 }), (chunkBytes) => {
      const cut = importWith(ftraceText, text, chunkBytes)
      expect(cut.trace).toEqual(whole.trace)
      expect(cut.lines).toBe(whole.lines)
    }))
  })

  it('never throws, whatever the bytes', () => {
    const piece = fc.oneof(fc.uint8Array({ maxLength: 60 }), fc.constantFrom('\n', ' a-1 [000] ', '12.345678: ', SWITCH, 'mm_vmscan_lru_shrink_inactive: nid=0 nr_scanned=', 'sched_wakeup: comm=', ' pid=', 'cpu_idle: state=1 cpu_id=99999').map((text) => new TextEncoder().encode(text)))
    fc.assert(fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      importWith(ftraceText, Buffer.concat(pieces), 64)
    }), { numRuns: 300 })
  })
})

describe('ftrace text: scheduling', () => {
  it.each([['S', 'S'], ['R', 'R'], ['R+', 'R+'], ['D|K', 'D'], ['x', 'X'], ['t', 't'], ['Q', '?'], ['0', 'R'], ['1', 'S'], ['2', 'D'], ['256', 'R+'], ['4096', 'R+'], ['128', 'I']])('reads state %s as %s', (printed, state) => {
    const next = `sched_switch: prev_comm=a prev_pid=1 prev_prio=120 prev_state=R ==> next_comm=kswapd0 next_pid=90 next_prio=120`
    const trace = read(` a-1 [003] .... 1.0: ${next}\n k-90 [003] .... 2.0: ${SWITCH.replace('prev_state=S', `prev_state=${printed}`)}\n`)
    expect(END_STATES[trace.sched.endState[0]!]).toBe(state)
    expect([...trace.sched.durationNs]).toEqual([1e9, -1])
  })

  it('reads names with blanks, arrows and keys in them', () => {
    const trace = read(' x-1 [000] .... 1.0: sched_switch: prev_comm=a prev_pid=b prev_pid=11 prev_prio=120 prev_state=S ==> next_comm=c ==> d next_pid=12 next_prio=98\n')
    expect(trace.threads.name[threadNamed(trace, 'a prev_pid=b')]).toBe('a prev_pid=b')
    expect(threadNamed(trace, 'c ==> d')).toBeGreaterThan(0)
    expect(trace.sched.priority[0]).toBe(98)
  })

  it('keeps the last three digits of priorities with vendor data', () => {
    const trace = read(' x-1 [000] .... 1.0: sched_switch: prev_comm=a prev_pid=11 prev_prio=000255001000098 prev_state=D ==> next_comm=kswapd0 next_pid=107 next_prio=000063310000120\n')
    expect(trace.sched.priority[0]).toBe(120)
  })

  it('reads the plugin and raw forms of trace-cmd', () => {
    const trace = read([
      '       trace-cmd-6973  [002] 259445.106979: sched_switch:         trace-cmd:6973 [120] x ==> swapper/2:0 [120]',
      '          <idle>-0     [002] 259445.107191: sched_switch:         swapper/2:0 [120] R ==> a:b:6972 [98]',
      '          <idle>-0     [002] 259445.107200: sched_switch:          prev_comm=a:b prev_pid=6972 prev_prio=98 prev_state=1 next_comm=sh next_pid=1702 next_prio=120',
      '          <idle>-0     [002] 259445.107300: sched_wakeup:         a:b:6972 [98] success=1 CPU:005',
      ''
    ].join('\n'))
    expect([...trace.sched.durationNs]).toEqual([212_000, 9_000, -1])
    expect(END_STATES[trace.sched.endState[1]!]).toBe('S')
    expect(threadNamed(trace, 'a:b')).toBeGreaterThan(0)
    expect([...trace.wakeups.targetCpu]).toEqual([5])
    expect(trace.warnings).toEqual([])
  })

  it('takes no interrupted task for the one that woke another, in every layout', () => {
    const trace = read([
      ' a-1 [001] d..4 1.0: sched_wakeup: comm=b pid=2 prio=120 target_cpu=001',
      ' a-1 [001] d.h4 1.1: sched_wakeup: comm=b pid=2 prio=120 target_cpu=001',
      ' a-1 [001] dNs5. 1.2: sched_wakeup: comm=b pid=2 prio=120 target_cpu=001',
      ' a-1 [001] d.H4 1.3: sched_wakeup: comm=b pid=2 prio=120 target_cpu=001',
      ' a-1 [001] d..4 1.4: sched_wakeup: comm=b pid=2 prio=120 target_cpu=001',
      ' hh-3 [001] 1.5: sched_wakeup: comm=b pid=2 prio=120 target_cpu=001',
      ' a-1 [001] d.h4 1.6: sched_wakeup: comm=b pid=2 prio=120 target_cpu=001',
      ''
    ].join('\n'))
    expect([...trace.wakeups.waker].map((thread) => trace.threads.tid[thread])).toEqual([1, undefined, undefined, undefined, 1, 3, undefined])
  })

  it('reads wake-ups of all kernels', () => {
    const trace = read([
      ' a-1 [001] d..4 1.0: sched_waking: comm=Binder:8158_3 pid=8282 prio=120 target_cpu=007',
      ' a-1 [001] d..4 1.1: sched_wakeup: comm=ksoftirqd/0 pid=3 prio=120 success=1 target_cpu=000',
      ' a-1 [001] d..4 1.2: sched_wakeup_new: comm=my app pid=9 prio=120 target_cpu=002',
      ''
    ].join('\n'))
    expect([...trace.wakeups.targetCpu]).toEqual([7, 0, 2])
    expect([...trace.wakeups.thread].map((thread) => trace.threads.name[thread])).toEqual(['Binder:8158_3', 'ksoftirqd/0', 'my app'])
    expect(new Set(trace.wakeups.waker)).toEqual(new Set([threadNamed(trace, 'a')]))
    expect(trace.cpuCount).toBe(8)
  })
})

describe('ftrace text: arguments', () => {
  const argsOf = (lines: string | readonly string[], event: string): Record<string, number[]> => {
    const text = [lines].flat().map((line, index) => ` kswapd0-33 (   33) [001] ...1 ${index + 1}.0: ${line}\n`).join('')
    return Object.fromEntries(Object.entries(read(text).events[event]!.args).map(([name, column]) => [name, [...column]]))
  }

  it('reads shrink_inactive of old and new kernels in one file', () => {
    const args = argsOf([
      'mm_vmscan_lru_shrink_inactive: nid=0 zid=1 nr_scanned=32 nr_reclaimed=31 priority=12 flags=RECLAIM_WB_FILE|RECLAIM_WB_ASYNC',
      'mm_vmscan_lru_shrink_inactive: nid=0 nr_scanned=13 nr_reclaimed=12 nr_dirty=1 nr_writeback=2 nr_congested=0 nr_immediate=3 nr_activate=4 nr_ref_keep=5 nr_unmap_fail=6 priority=11 flags=RECLAIM_WB_ANON|RECLAIM_WB_SYNC',
      'mm_vmscan_lru_shrink_inactive: nid=0 nr_scanned=256 nr_reclaimed=0 nr_dirty=256 nr_writeback=0 nr_congested=0 nr_immediate=0 nr_activate_anon=7 nr_activate_file=8 nr_ref_keep=0 nr_unmap_fail=0 priority=11 flags=RECLAIM_WB_MIXED|RECLAIM_WB_ASYNC'
    ], 'mm_vmscan_lru_shrink_inactive')
    expect(args).toMatchObject({
      nr_scanned: [32, 13, 256], nr_reclaimed: [31, 12, 0], priority: [12, 11, 11], reclaim_flags: [10, 5, 24],
      nr_activate_anon: [ABSENT, 4, 7], nr_activate_file: [ABSENT, ABSENT, 8], nr_ref_keep: [ABSENT, 5, 0], nr_immediate: [ABSENT, 3, 0]
    })
  })

  it('reads page frames in decimal and hexadecimal and stores writepage as write_folio', () => {
    const args = argsOf([
      'mm_vmscan_writepage: page=f5d0b720 pfn=20153 flags=RECLAIM_WB_ANON|RECLAIM_WB_ASYNC',
      'mm_vmscan_write_folio: page=00000000f5d0b720 pfn=0x4eb9 flags=RECLAIM_WB_ANON|RECLAIM_WB_ASYNC'
    ], 'mm_vmscan_write_folio')
    expect(args).toEqual({ pfn: [20_153, 0x4eb9], reclaim_flags: [9, 9] })
  })

  it('reads every form of rss_stat', () => {
    const args = argsOf([
      'rss_stat: mm_id=2672238769 curr=1 member=0 size=3829760B',
      'rss_stat: mm_id=2363707058 curr=1 type=MM_ANONPAGES size=286720B',
      'rss_stat_throttled: mm_id=12345, curr=1, member=1, size=4194304',
      'rss_stat: member=2 size=-4096B'
    ], 'rss_stat')
    expect(args).toEqual({ mm_id: [2672238769, 2363707058, 12345, NaN], curr: [1, 1, 1, ABSENT], member: [0, 1, 1, 2], size: [3829760, 286720, 4194304, -4096] })
  })

  it('reads wake, reclaim, throttle and kill events', () => {
    expect(argsOf(['mm_vmscan_kswapd_wake: nid=0 order=9', 'mm_vmscan_kswapd_wake: nid=1 zid=1 order=0'], 'mm_vmscan_kswapd_wake')).toEqual({ nid: [0, 1], order: [9, 0] })
    expect(argsOf('mm_vmscan_direct_reclaim_begin: order=9 may_writepage=1 gfp_flags=GFP_TRANSHUGE classzone_idx=3', 'mm_vmscan_direct_reclaim_begin')).toEqual({ order: [9] })
    expect(argsOf('mm_vmscan_throttled: nid=0 usec_timeout=100000 usect_delayed=4000 reason=VMSCAN_THROTTLE_NOPROGRESS', 'mm_vmscan_throttled')).toEqual({ usec_timeout: [100000], usec_delayed: [4000], reason: [2] })
    expect(argsOf('lowmemory_kill: com.foo (4245), page cache 182340kB (limit 184320kB), free 38764Kb', 'lowmemory_kill')).toEqual({ pid: [4245] })
    expect(argsOf('mark_victim: pid=4246 comm=X total-vm=1kB file-rss:1kB oom_score_adj=900', 'mark_victim')).toEqual({ pid: [4246] })
    expect(argsOf('oom_score_adj_update: pid=4247 comm=my app oom_score_adj=-800', 'oom_score_adj_update')).toEqual({ pid: [4247], oom_score_adj: [-800] })
  })

  it('files CPU frequency and idle states under the CPU they speak of', () => {
    const trace = read(' a-1 [000] .... 1.0: cpu_frequency: state=1708800 cpu_id=4\n a-1 [000] .... 1.5: cpu_frequency: state=300000 cpu_id=4\n a-1 [000] .... 2.0: cpu_idle: state=4294967295 cpu_id=3\n')
    expect(counterValues(trace, 'cpufreq', 4)).toEqual([1708800, 300000])
    expect(counterValues(trace, 'cpuidle', 3)).toEqual([4294967295])
  })

  it('keeps marks whatever the event is called', () => {
    const trace = read(' a-1 [000] .... 1.0: tracing_mark_write: C|752|kill one|4242  \r\n a-1 [000] .... 1.1: 0: E|752\n a-1 [000] .... 1.2: print:                tracing_mark_write: lab end\n')
    expect([...trace.marks.text].map((text) => trace.strings[text])).toEqual(['C|752|kill one|4242', 'E|752', 'lab end'])
  })
})

describe('ftrace text: detection', () => {
  it('goes by content', () => {
    expect(ftraceText.detect(headOf('#           TASK-PID     CPU#  |||||  TIMESTAMP  FUNCTION\n'))).toBeGreaterThan(0.9)
    expect(ftraceText.detect(headOf(' kswapd0-53    [002] 236009.285034: mm_vmscan_lru_isolate: order=8\n'))).toBeGreaterThan(0.5)
    expect(ftraceText.detect(headOf('  <idle>-0       1d..3. 259445.107191: sched_switch: a:0 [120] R ==> b:1 [120]\n'))).toBeGreaterThan(0.5)
  })

  it('leaves other texts alone', () => {
    for (const text of ['t,nr_free_pages\n1.5,2\n', 'Dear all,\nsee [1] 12.5: no\n', '{"a": 1}', '', '\0\0\0']) expect(ftraceText.detect(headOf(text))).toBe(0)
  })
})
