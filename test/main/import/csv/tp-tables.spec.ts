import { describe, expect, it } from 'vitest'
import { END_STATES } from '../../../../src/engine/trace/trace'
import { ftraceLines } from '../../../../src/main/import/csv/ftrace-lines'
import { tpArgs } from '../../../../src/main/import/csv/tp-args'
import { tpLmk } from '../../../../src/main/import/csv/tp-lmk'
import { tpThreadState } from '../../../../src/main/import/csv/tp-thread-state'
import { uiTotals } from '../../../../src/main/import/csv/ui-totals'
import { findImporter } from '../../../../src/main/import/registry'
import { counterValues, headOf, importWith, openTexts, warningCodes } from '../support'

const LINES = `"line"
"          <idle>-0     (-----) [003] .... 1986.338846: cpu_idle: state=4294967295 cpu_id=3"
"           a-b-7     (    7) [003] .... 1986.338859: sched_switch: prev_comm=a"b prev_pid=7 prev_prio=120 prev_state=R ==> next_comm=swapper/3 next_pid=0 next_prio=120"
`
const EXPLORER = `ID\tTimestamp\tName\tCPU\tProcess\tArgs
1\t00:00:01.234\tsched_switch\t3\tcom.app\t a-7     (    7) [003] .... 1986.338859: sched_switch: prev_comm=a prev_pid=7 prev_prio=120 prev_state=R ==> next_comm=swapper/3 next_pid=0 next_prio=120
`

describe('tables with lines of ftrace text', () => {
  it('are read as that text, with one quote taken off on each side', () => {
    expect(findImporter(headOf(LINES))?.id).toBe('ftrace-lines')
    const { trace, error } = importWith(ftraceLines, LINES)
    expect(error).toBeNull()
    expect(trace.eventCounts).toEqual({ cpu_idle: 1, sched_switch: 1 })
    expect(trace.threads.name).toContain('a"b')
    expect(trace.warnings.filter(({ code }) => code !== 'ZERO_SPAN')).toEqual([])
  })

  it('of the ftrace explorer too', () => {
    expect(findImporter(headOf(EXPLORER))?.id).toBe('ftrace-lines')
    expect(importWith(ftraceLines, EXPLORER, 10).trace.sched.count).toBe(1)
  })

  it('are told from ftrace text that begins with another line', () => {
    expect(findImporter(headOf(`"note"\n${LINES.split('\n')[1]!.slice(1, -1)}\n`))?.id).toBe('ftrace-text')
  })
})

describe('the thread_state table', () => {
  const TABLE = `"id","ts","dur","cpu","utid","state","io_wait","tid","thread_name","pid","process_name"
0,1000000000,100,2,1,"Running","[NULL]",10,"kswapd0",10,"[NULL]"
1,1000000100,50,"[NULL]",1,"D",1,10,"kswapd0",10,"[NULL]"
2,1000000100,-1,2,2,"Running","[NULL]",20,"app",15,"com.app"
`
  it('gives slices from its running rows and their ends from the rows after them', () => {
    expect(findImporter(headOf(TABLE))?.id).toBe('tp-thread-state')
    const { trace } = importWith(tpThreadState, TABLE)
    expect([...trace.sched.durationNs]).toEqual([100, -1])
    expect([...trace.sched.endState].map((code) => END_STATES[code])).toEqual(['D', ''])
    expect(trace.threads).toMatchObject({ name: ['swapper', 'kswapd0', 'app'], processName: ['', 'kswapd0', 'com.app'] })
    expect(trace.eventCounts).toEqual({ sched_switch: 2 })
  })

  it('beside a table of slices is a copy', async () => {
    const sched = '"ts","dur","cpu","end_state","priority","tid","thread_name","pid","process_name"\n1000000000,100,2,"D",120,10,"kswapd0",10,"[NULL]"\n'
    const trace = await openTexts({ 'a.csv': TABLE, 'b.csv': sched })
    expect(trace.sched.count).toBe(1)
    expect(warningCodes(trace)).toContain('FILE_SKIPPED')
  })
})

describe('one row per argument', () => {
  const TABLE = `"id","ts","cpu","name","tid","thread_name","key","display_value"
0,1000,2,"sched_waking",446,"waker","comm","woken"
0,1000,2,"sched_waking",446,"waker","pid","447"
0,1000,2,"sched_waking",446,"waker","target_cpu","3"
1,2000,2,"sched_switch",446,"waker","prev_comm","waker"
1,2000,2,"sched_switch",446,"waker","prev_pid","446"
1,2000,2,"sched_switch",446,"waker","prev_state","S"
1,2000,2,"sched_switch",446,"waker","next_comm","woken"
1,2000,2,"sched_switch",446,"waker","next_pid","447"
1,2000,2,"sched_switch",446,"waker","next_prio","98"
2,3000,1,"mm_vmscan_lru_shrink_inactive",90,"kswapd0","nr_reclaimed","30"
2,3000,1,"mm_vmscan_lru_shrink_inactive",90,"kswapd0","reclaim_flags","9"
3,4000,1,"cpu_frequency",90,"kswapd0","state","1800000"
3,4000,1,"cpu_frequency",90,"kswapd0","cpu_id","4"
4,5000,1,"sched_switch",90,"kswapd0","prev_comm","x"
`
  it('are read with the columns of the table args as they are, also without an id', () => {
    const table = '"ts","name","cpu","tid","flat_key","int_value","string_value"\n' +
      '1000000000,"sched_waking",0,7,"comm","[NULL]","kswapd0"\n1000000000,"sched_waking",0,7,"pid",90,"[NULL]"\n1000000000,"sched_waking",0,7,"target_cpu",2,"[NULL]"\n' +
      '1000000100,"mm_vmscan_direct_reclaim_end",0,7,"nr_reclaimed",64,"[NULL]"\n'
    expect(findImporter(headOf(table))?.id).toBe('tp-args')
    const { trace } = importWith(tpArgs, table)
    expect(trace.events['mm_vmscan_direct_reclaim_end']?.args['nr_reclaimed']).toEqual(Int32Array.of(64))
    expect([trace.wakeups.count, [...trace.wakeups.targetCpu], trace.threads.name.at(-1)]).toEqual([1, [2], 'kswapd0'])
    expect(trace.warnings).toEqual([])
  })

  it('gives events, not one event per row', () => {
    expect(findImporter(headOf(TABLE))?.id).toBe('tp-args')
    const { trace } = importWith(tpArgs, TABLE)
    expect(trace.eventCounts).toEqual({ sched_waking: 1, sched_switch: 2, mm_vmscan_lru_shrink_inactive: 1, cpu_frequency: 1 })
    expect([trace.sched.count, trace.sched.priority[0], trace.wakeups.targetCpu[0]]).toEqual([1, 98, 3])
    expect(trace.events['mm_vmscan_lru_shrink_inactive']!.args['reclaim_flags']![0]).toBe(9)
    expect(counterValues(trace, 'cpufreq', 4)).toEqual([1_800_000])
    expect(warningCodes(trace)).toEqual(['ARGUMENTS_NOT_UNDERSTOOD'])
  })
})

describe('killed processes', () => {
  it('become events of their time', () => {
    const table = '"ts","upid","pid","process_name","oom_score_adj","kill_reason","kill_reason_raw"\n5000,3,4242,"com.victim",900,"LOW_MEM",8\n6000,4,"[NULL]","x",1,"y",2\n'
    expect(findImporter(headOf(table))?.id).toBe('tp-lmk')
    const { trace } = importWith(tpLmk, table)
    expect([...trace.events['lowmemory_kill']!.args['pid']!]).toEqual([4242])
    expect(trace.cpuCount).toBe(0)
    expect(warningCodes(trace)).toContain('TID_NOT_UNDERSTOOD')
  })
})

describe('totals copied from the Perfetto UI', () => {
  it('are levels with a word that nothing can be replayed from them', () => {
    const table = 'Process\tPID\tThread\tTID\tState\tWall duration (ms)\tAvg Wall duration (ms)\tOccurrences\nkthreadd\t2\tkswapd0\t85\tRunning\t22436.86198\t2.469931\t9084\n'
    expect(findImporter(headOf(table))?.id).toBe('ui-totals')
    const { trace } = importWith(uiTotals, table)
    expect(counterValues(trace, 'kswapd0 85 Running: wall time')).toEqual([22436.86198])
    expect(counterValues(trace, 'kswapd0 85 Running: occurrences')).toEqual([9084])
    expect(warningCodes(trace)).toContain('TOTALS_ONLY')
    expect(trace.threads.processName[1]).toBe('kthreadd')
  })
})
