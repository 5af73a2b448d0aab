import { describe, expect, it } from 'vitest'
import { classifyThreads, threadClass } from '../../../src/engine/observe/thread-class'
import { traceFixture } from '../../support/trace-fixture'

const rss = (curr: number, member = 1): Record<string, number> => ({ mm_id: 7, curr, member, size: 4096 })

describe('threadClass', () => {
  it('knows idle, kswapd and kcompressd of every naming', () => {
    const names = ['kswapd0', 'kswapd0:1', 'kcompressd0', 'kcompressd:3', 'kcompressd12']
    const fixture = traceFixture()
    names.forEach((name, i) => fixture.thread(10 + i, name))
    const trace = fixture.build()
    expect(threadClass(trace, 0)).toBe('idle')
    expect(names.map((_, i) => threadClass(trace, i + 1))).toEqual(['kswapd', 'kswapd', 'kcompressd', 'kcompressd', 'kcompressd'])
  })

  it('does not take look-alikes for reclaim threads', () => {
    const trace = traceFixture().thread(1, 'kswapd').thread(2, 'mykswapd0').thread(3, 'kcompressdx1').thread(4, 'kcompactd0').build()
    expect([1, 2, 3, 4].map((thread) => threadClass(trace, thread))).toEqual(['other', 'other', 'other', 'other'])
  })

  it('recognises an application by a change of its own anonymous memory, not by its name', () => {
    const trace = traceFixture().thread(20, 'zzz').thread(21, 'app01').event('rss_stat', 1, 20, rss(1)).event('rss_stat', 2, 21, rss(0)).build()
    expect(threadClass(trace, 1)).toBe('app')
    expect(threadClass(trace, 2)).toBe('other')
  })

  it('does not take a change of file pages for anonymous activity', () => {
    const trace = traceFixture().thread(20, 'reader').event('rss_stat', 1, 20, rss(1, 0)).build()
    expect(threadClass(trace, 1)).toBe('other')
  })

  it('counts a user task in direct reclaim and a task that writes marks as applications', () => {
    const trace = traceFixture().thread(20, 'a').thread(21, 'b').directReclaim(20, 1, 2).mark(1, 21, 'B|1|x').build()
    expect([threadClass(trace, 1), threadClass(trace, 2)]).toEqual(['app', 'app'])
  })

  it('does not make an application of a kernel worker that reclaims', () => {
    const trace = traceFixture().thread(20, 'kworker/0:1').thread(21, 'odd_driver').runs(0, 21, 0, 1, 'I')
      .directReclaim(20, 1, 2).directReclaim(21, 3, 4).build()
    expect([threadClass(trace, 1), threadClass(trace, 2)]).toEqual(['other', 'other'])
    expect([...classifyThreads(trace).kernel]).toEqual([1, 1, 1])
  })

  it('spreads evidence over the threads of a process', () => {
    const trace = traceFixture().thread(20, 'main', { tgid: 20 }).thread(21, 'Jit thread pool', { tgid: 20 }).thread(30, 'x', { tgid: 30 })
      .event('rss_stat', 1, 20, rss(1)).build()
    expect([1, 2, 3].map((thread) => threadClass(trace, thread))).toEqual(['app', 'app', 'other'])
  })

  it('falls back to user processes and says so', () => {
    const trace = traceFixture().thread(20, 'x', { tgid: 20 }).thread(2, 'kthreadd', { tgid: 2 }).thread(40, 'krogue', { tgid: 2 }).build()
    expect([1, 2, 3].map((thread) => threadClass(trace, thread))).toEqual(['app', 'other', 'other'])
    expect(classifyThreads(trace).appEvidence).toBe('processes')
  })

  it('says that nothing can tell when there is neither activity nor process', () => {
    const trace = traceFixture().thread(20, 'x').build()
    expect(threadClass(trace, 1)).toBe('other')
    expect(classifyThreads(trace).appEvidence).toBe('none')
  })
})
