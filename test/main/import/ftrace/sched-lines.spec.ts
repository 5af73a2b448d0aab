import { describe, expect, it } from 'vitest'
import type { Trace } from '../../../../src/engine/trace/trace'
import { ftraceText } from '../../../../src/main/import/ftrace/ftrace-text'
import { failTexts, importWith, warningCodes } from '../support'

const line = (time: number, text: string): string => `             app-7     [001] d..2.  1.${String(time).padStart(6, '0')}: ${text}\n`
const open = (...texts: string[]): Trace => importWith(ftraceText, texts.map((text, index) => line(index, text)).join('')).trace
const names = ({ sched, threads }: Trace): string[] => [...sched.thread].map((thread) => threads.name[thread] ?? '')
const swap = (previous: string, next: string): string => `sched_switch: prev_comm=a prev_pid=8 ${previous} ==> next_comm=b next_pid=9 ${next}`

describe('scheduling lines of other kernels and tools', () => {
  it('name deadline tasks with priority -1, as sugov of phones is', () => {
    const trace = open(swap('prev_prio=-1 prev_state=D|K', 'next_prio=-1'), swap('prev_prio=-1 prev_state=D|K', 'next_prio=-1'), swap('prev_prio=120 prev_state=S', 'next_prio=97'))
    expect([...trace.sched.priority]).toEqual([-1, -1, 97])
    expect(names(trace)).toEqual(['b', 'b', 'b'])
    expect(warningCodes(trace)).not.toContain('ARGUMENTS_NOT_UNDERSTOOD')
  })

  it('carry arguments that vendors add between and behind those of the kernel', () => {
    const trace = open(swap('prev_prio=120 prev_affinity=ff prev_state=S prev_group=2', 'next_prio=100 next_affinity=0f'), swap('prev_prio=120 prev_affinity=ff prev_state=R+ prev_group=2', 'next_prio=101 next_affinity=0f'))
    expect([...trace.sched.priority]).toEqual([100, 101])
    expect(trace.eventCounts).toEqual({ sched_switch: 2 })
    expect(warningCodes(trace)).toEqual(['SCHED_GAP'])
  })

  it('of trace-cmd tell deadline tasks, and wake-ups without the field that newer kernels lack', () => {
    const trace = open('sched_switch: sugov:0:610 [-1] D ==> my:app:12 [120]', 'sched_wakeup: sudo:6972 [120]<CANT FIND FIELD success>CPU:003', 'sched_wakeup: sudo:6972 [-1] CPU:002')
    expect(names(trace)).toEqual(['my:app'])
    expect([...trace.wakeups.targetCpu]).toEqual([3, 2])
    expect(warningCodes(trace)).toEqual([])
  })

  it('of trace-cmd begin with the CPUs that recorded nothing', () => {
    const { trace } = importWith(ftraceText, `cpus=2\nCPU 0 is empty\n${line(1, swap('prev_prio=120 prev_state=S', 'next_prio=120'))}`)
    expect(warningCodes(trace)).not.toContain('LINE_NOT_UNDERSTOOD')
  })
})

describe('a trace with a clock that counts no seconds', () => {
  it('is refused with how to record it', async () => {
    expect(await failTexts({ 'trace.txt': ' app-7 [001] d..2. 123456789012: sched_switch: prev_comm=a\n app-7 [001] d..2. 123456789013: sched_waking: comm=a\n' }))
      .toMatchObject({ code: 'INPUT_NO_EVENTS', found: 'times without a fraction', advice: expect.stringContaining('trace_clock') })
  })
})

describe('marks', () => {
  it('are read under the address that stands for their name where the kernel hides names', () => {
    const trace = open('0xffffffc0101f2a3c: B|7|x', 'ffffffc0101f2a3c: E|7', 'deadbeef: not eight hexadecimal digits alone, but they are')
    expect([...trace.marks.text].map((text) => trace.strings[text])).toEqual(['B|7|x', 'E|7', 'not eight hexadecimal digits alone, but they are'])
  })
})
