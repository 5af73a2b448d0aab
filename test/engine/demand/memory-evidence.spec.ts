import { describe, expect, it } from 'vitest'
import { balanceAnon } from '../../../src/engine/demand/anon-balance'
import { intervalEdges } from '../../../src/engine/demand/counters'
import { extractDemand } from '../../../src/engine/demand/extract-demand'
import { kernelPagesPerPage } from '../../../src/engine/demand/kernel-growth'
import { matchSpaces } from '../../../src/engine/demand/match-spaces'
import { collectSpaces, type MemorySpace } from '../../../src/engine/demand/rss-evidence'
import { scaleTouches } from '../../../src/engine/demand/scale-touches'
import { countersOfAllocation, sampled, wholeWindow } from '../../support/demand-trace'
import { traceFixture } from '../../support/trace-fixture'

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0)
const space = (pages: number, tsNs: number): MemorySpace => ({ mmId: 1, owner: -1, tsNs: [tsNs], pages: [pages], emitter: [-1] })

describe('balance of anonymous memory', () => {
  it('holds: change = allocated + swapped in - reclaimed - freed', () => {
    const trace = countersOfAllocation(100, 900, 1000, 8_000, 3_000).span(0, 1000).build()
    const edges = intervalEdges(trace, wholeWindow(trace))
    const balance = balanceAnon(trace, edges, new Uint8Array(edges.length - 1))!
    expect(sum(balance.allocated) + sum(balance.swappedIn) - sum(balance.reclaimed) - sum(balance.freed)).toBeCloseTo(5_000, 6)
  })

  it('uses faults in intervals in which an exit hides the allocation', () => {
    const trace = traceFixture()
      .counter('nr_anon_pages', sampled(0, 1000, 100, (ms) => 50_000 + ms * 4 - (ms >= 500 ? 20_000 : 0)), { cumulative: false })
      .counter('pgfault', sampled(0, 1000, 100, (ms) => ms * 5)).counter('pgmajfault', sampled(0, 1000, 100, () => 0))
      .span(0, 1000).build()
    const edges = intervalEdges(trace, wholeWindow(trace))
    const exits = new Uint8Array(edges.length - 1)
    exits.fill(1, 4, 6)
    const balance = balanceAnon(trace, edges, exits)!
    expect(sum(balance.allocated)).toBeCloseTo(4_000, 0)
    expect(sum(balance.freed)).toBeCloseTo(20_000, 0)
  })
})

describe('address spaces', () => {
  it('end with their process, although the id comes back', () => {
    const trace = traceFixture().thread(7, 'old').thread(8, 'new').runs(0, 7, 0, 10, 'X').runs(0, 8, 20, 30)
      .event('rss_stat', 1, 8, { mm_id: 5, curr: 0, member: 1, size: 4_000 * 4096 })
      .event('rss_stat', 9, 7, { mm_id: 5, curr: 0, member: 1, size: 0 })
      .event('rss_stat', 25, 8, { mm_id: 5, curr: 1, member: 1, size: 64 * 4096 }).build()
    const spaces = collectSpaces(trace, wholeWindow(trace), new Set([1]), 4096)
    expect(spaces.map((item) => [item.owner, item.pages])).toEqual([[1, [4_000, 0]], [2, [64]]])
  })

  it('are matched by size to threads that allocated and left no line', () => {
    const spaces = [space(20_500, 9e9), space(32_000, 9e9), space(20_480, 1e9)]
    matchSpaces(spaces, [{ thread: 4, pages: 20_480, doneNs: 5e9 }])
    expect(spaces.map((item) => item.owner)).toEqual([4, -1, -1])
  })
})

describe('pages of tasks in swap', () => {
  it('are no more than swap holds, also where nobody counted the resident ones', () => {
    const trace = traceFixture().thread(7, 'app').runs(0, 7, 0, 100)
      .event('rss_stat', 10, 7, { mm_id: 5, curr: 1, member: 1, size: 3_000 * 4096 }).event('rss_stat', 20, 7, { mm_id: 5, curr: 1, member: 1, size: 3_100 * 4096 })
      .counter('zram_orig_data_size', [[0, 2_000 * 4096], [100, 2_000 * 4096]], { cumulative: false }).build()
    for (const hints of [{}, { memory: { managedPages: 50_000, highPages: 500 } }]) {
      const { tasks, initial } = extractDemand(trace, wholeWindow(trace), hints)
      expect(sum(tasks.map((task) => task.swappedPages)) + initial.unownedSwappedPages).toBe(2_000)
    }
  })
})

describe('kernel memory', () => {
  it('is what left the lists, the free pages and the pool', () => {
    const fixture = countersOfAllocation(0, 1000, 1000, 10_000, 0)
      .counter('nr_active_anon', sampled(0, 1000, 100, (ms) => 500 - ms / 10), { cumulative: false })
      .counter('nr_inactive_file', sampled(0, 1000, 100, () => 1), { cumulative: false })
      .counter('nr_active_file', sampled(0, 1000, 100, () => 1), { cumulative: false })
    const trace = fixture.span(0, 1000).build()
    expect(kernelPagesPerPage(trace, wholeWindow(trace), 10_000, 4096)).toBeNull()
    const pooled = { ...trace, counters: [...trace.counters, { ...trace.counters[0]!, name: 'zram_mem_used_total', value: trace.counters[0]!.value.map(() => 0) }] }
    expect(kernelPagesPerPage(pooled, wholeWindow(trace), 10_000, 4096)).toBeCloseTo(0.01, 6)
  })
})

describe('scaling touches', () => {
  it('scales every program and leaves the rest alone', () => {
    const trace = traceFixture().thread(7, 'x').runs(0, 7, 0, 1).runs(0, 7, 5, 6).build()
    const demand = extractDemand(trace, wholeWindow(trace))
    const task = demand.tasks[0]!
    const touching = { ...demand, tasks: [{ ...task, program: { ...task.program, touchPages: Int32Array.from([10, 5]) } }] }
    const scaled = scaleTouches(touching, 0.5)
    expect(sum(scaled.tasks[0]!.program.touchPages)).toBe(8)
    expect(scaled.tasks[0]!.program.cpuNs).toBe(task.program.cpuNs)
  })
})
