import { describe, expect, it } from 'vitest'
import { StringTable } from '../../../src/engine/trace/string-table'
import { IDLE_THREAD, ThreadTableBuilder } from '../../../src/engine/trace/thread-table-builder'

function note(threads: ThreadTableBuilder, thread: number, name: string): void {
  const bytes = new TextEncoder().encode(name)
  threads.noteName(thread, bytes, 0, bytes.length)
}

describe('ThreadTableBuilder', () => {
  it('makes tid 0 the one idle thread, whatever it is called', () => {
    const threads = new ThreadTableBuilder(new StringTable())
    note(threads, threads.ofTid(0), 'swapper/3')
    note(threads, threads.ofTid(0), '<idle>')
    expect(threads.ofTid(0)).toBe(IDLE_THREAD)
    expect(threads.finish()).toMatchObject({ count: 1, name: ['swapper'] })
  })

  it('never overwrites a known name with a placeholder or with nothing', () => {
    const threads = new ThreadTableBuilder(new StringTable())
    const thread = threads.ofTid(90)
    note(threads, thread, 'kswapd0')
    for (const name of ['<...>', '<unknown>', '']) note(threads, thread, name)
    expect(threads.finish().name[thread]).toBe('kswapd0')
  })

  it('keeps the last known name', () => {
    const threads = new ThreadTableBuilder(new StringTable())
    const thread = threads.ofTid(7)
    for (const name of ['zygote64', '<pre-initialized>', 'com.example.app']) note(threads, thread, name)
    expect(threads.finish().name[thread]).toBe('com.example.app')
    expect(threads.finish().firstName?.[thread]).toBe('zygote64')
  })

  it('names a process after its leader unless the format tells', () => {
    const threads = new ThreadTableBuilder(new StringTable())
    const leader = threads.ofTid(100)
    const worker = threads.ofTid(101)
    const other = threads.ofTid(200)
    note(threads, leader, 'system_server')
    threads.noteProcess(leader, 100)
    threads.noteProcess(worker, 100)
    threads.noteProcess(other, 150)
    expect(threads.finish().processName.slice(1)).toEqual(['system_server', 'system_server', ''])
    threads.noteProcessNameText(worker, 'system')
    expect(threads.finish().processName[worker]).toBe('system')
  })

  it('holds tids beyond the largest that Linux hands out', () => {
    const threads = new ThreadTableBuilder(new StringTable())
    const far = threads.ofTid(2_000_000_000)
    const near = threads.ofTid(4_000_000)
    expect([threads.ofTid(2_000_000_000), threads.ofTid(4_000_000)]).toEqual([far, near])
    expect([...threads.finish().tid]).toEqual([0, 2_000_000_000, 4_000_000])
  })
})
