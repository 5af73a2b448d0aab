import { describe, expect, it } from 'vitest'
import { WAIT_EXIT, WAIT_UNTIL, type Demand, type DemandTask } from '../../../src/engine/demand/demand'
import { extractDemand } from '../../../src/engine/demand/extract-demand'
import { countersOfAllocation, recordPacedApp, sampled, wholeWindow } from '../../support/demand-trace'
import { traceFixture } from '../../support/trace-fixture'

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + Math.max(0, value), 0)

function taskOf(demand: Demand, tid: number): DemandTask {
  const task = demand.tasks.find((item) => item.tid === tid)
  if (task === undefined) throw new Error(`no task ${tid}`)
  return task
}

/** 400 steps of 2 ms (one stall of 30 ms), 12800 pages, and a hog on the other CPU. */
function allocation() {
  const fixture = countersOfAllocation(1000, 1800, 3000, 12_800, 5_000).thread(7, 'x').thread(8, 'hog')
  recordPacedApp(fixture, { tid: 7, firstMs: 1000, steps: 400, periodMs: 2, stepMs: 0.3, stallAfter: 100, stallMs: 30 })
  for (let ms = 0; ms < 3000; ms += 10) fixture.runs(1, 8, ms, ms + 9)
  return fixture.span(0, 3000)
}

describe('demand of a paced allocation', () => {
  const trace = allocation().build()
  const demand = extractDemand(trace, wholeWindow(trace))
  const app = taskOf(demand, 7)

  it('finds who allocated without names, rss_stat or marks, and how much', () => {
    expect(app.kind).toBe('app')
    expect(Math.abs(sum(app.program.allocPages) - 12_800)).toBeLessThan(130)
    expect(taskOf(demand, 8).kind).toBe('other')
  })

  it('takes the recorded stall out: no row holds the work of many steps', () => {
    const cpu = sum(app.program.cpuNs)
    expect(Math.abs(cpu - 400 * 0.38e6)).toBeLessThan(1e6)
    expect(app.program.rowCount).toBeGreaterThan(390)
    expect(Math.max(...app.program.allocPages)).toBeLessThan(4 * 32)
  })

  it('replays deadlines on the original grid, also those missed in the recording', () => {
    const until = [...app.program.waitNs].filter((_, row) => app.program.waitKind[row] === WAIT_UNTIL).slice(0, -1)
    const gaps = until.slice(1).map((ns, i) => ns - (until[i] as number))
    expect(Math.max(...gaps)).toBeLessThan(2.2e6)
    expect(Math.abs((until.at(-1) as number) - 1798e6)).toBeLessThan(3e6)
  })

  it('starts from the levels at the window start, interpolated', () => {
    expect(demand.initial).toMatchObject({ freePages: 20_000, inactiveAnonPages: 10_000, unownedAnonPages: 10_000 })
    const half = extractDemand(trace, { startNs: 1400e6, endNs: 3000e6 })
    expect(half.initial.freePages).toBe(20_000 - 3_900)
    expect(Math.abs(sum(taskOf(half, 7).program.allocPages) - 6_400)).toBeLessThan(200)
  })

  it('is the same for the same input', () => {
    expect(extractDemand(allocation().build(), wholeWindow(trace))).toEqual(demand)
  })

  it('says where each part came from', () => {
    expect(demand.evidence.map((entry) => entry.part)).toEqual(expect.arrayContaining(['anonymous allocation', 'direct reclaim taken out', 'pacing', 'initial memory']))
    for (const { uncertainty } of demand.evidence) expect(uncertainty >= 0 && uncertainty <= 1).toBe(true)
  })

  it('keeps within the rows asked for', () => {
    const small = extractDemand(trace, wholeWindow(trace), { maxRows: 150 })
    expect(sum(small.tasks.map((task) => task.program.rowCount))).toBeLessThanOrEqual(150)
    expect(sum(taskOf(small, 7).program.allocPages)).toBe(sum(app.program.allocPages))
  })
})

describe('exits', () => {
  it('frees what the task owned in portions and ends it', () => {
    const fixture = traceFixture().thread(7, 'old')
      .counter('nr_anon_pages', sampled(0, 1000, 100, (ms) => (ms < 500 ? 30_000 : 22_000)), { cumulative: false })
      .counter('nr_free_pages', sampled(0, 1000, 100, (ms) => (ms < 500 ? 1_000 : 9_000)), { cumulative: false })
      .counter('pgsteal_anon', sampled(0, 1000, 100, () => 0)).counter('pgfault', sampled(0, 1000, 100, () => 0))
      .counter('pswpout', sampled(0, 1000, 100, () => 0)).counter('zram_orig_data_size', sampled(0, 1000, 100, () => 0), { cumulative: false })
      .runs(0, 7, 450, 490, 'X').span(0, 1000)
    const trace = fixture.build()
    const demand = extractDemand(trace, wholeWindow(trace))
    const task = taskOf(demand, 7)
    expect(task).toMatchObject({ kind: 'app', residentPages: 8_000 })
    expect(task.program.waitKind.at(-1)).toBe(WAIT_EXIT)
    expect(task.program.freePages.at(-1)).toBe(-1)
    expect(task.program.rowCount).toBeGreaterThan(10)
    expect(demand.initial.unownedAnonPages).toBe(22_000)
    expect(sum((demand.initial.lots ?? []).map((lot) => lot.residentPages))).toBe(30_000)
  })

  it('does not free a process of which other threads live on', () => {
    const trace = traceFixture().thread(7, 'main', { tgid: 7 }).thread(8, 'worker', { tgid: 7 })
      .runs(0, 8, 0, 5, 'X').runs(0, 7, 10, 15).span(0, 20).build()
    const demand = extractDemand(trace, wholeWindow(trace))
    expect(taskOf(demand, 8).program.waitKind.includes(WAIT_EXIT)).toBe(false)
  })
})

describe('refaults', () => {
  it('turns swap-ins into touches of the thread that ran, and takes decompression out of its CPU time', () => {
    const share = (ms: number): number => Math.min(1, Math.max(0, (ms - 500) / 400))
    const fixture = traceFixture().thread(7, 'x')
      .counter('nr_anon_pages', sampled(0, 2000, 100, (ms) => 10_000 + 4_000 * share(ms)), { cumulative: false })
      .counter('nr_free_pages', sampled(0, 2000, 100, () => 9_000), { cumulative: false })
      .counter('pswpin', sampled(0, 2000, 100, (ms) => 4_000 * share(ms))).counter('pswpout', sampled(0, 2000, 100, () => 40_000))
      .counter('pgsteal_anon', sampled(0, 2000, 100, () => 40_000))
      .counter('pgfault', sampled(0, 2000, 100, (ms) => 5_000 * share(ms))).counter('pgmajfault', sampled(0, 2000, 100, (ms) => 4_000 * share(ms)))
      .counter('zram_orig_data_size', sampled(0, 2000, 100, () => 40_000 * 4096), { cumulative: false })
    for (let ms = 500; ms < 900; ms += 4) fixture.runs(0, 7, ms, ms + 1)
    const trace = fixture.span(0, 2000).build()
    const plain = taskOf(extractDemand(trace, wholeWindow(trace)), 7)
    // 80 % of all anonymous pages are in swap: 4000 swap-ins stand for 5000 touches.
    expect(Math.abs(sum(plain.program.touchPages) - 5_000)).toBeLessThan(250)
    expect(plain.residentPages + plain.swappedPages).toBeGreaterThanOrEqual(4_900)
    expect(plain.dirtyShare).toBeCloseTo(0.25, 1)
    const hinted = taskOf(extractDemand(trace, wholeWindow(trace), { decompressNs: 5_000 }), 7)
    expect(Math.abs(sum(plain.program.cpuNs) - sum(hinted.program.cpuNs) - 20e6)).toBeLessThan(0.5e6)
  })
})

describe('traces that tell little', () => {
  it('gives an empty demand with a warning for a window without slices', () => {
    const trace = traceFixture().span(0, 100).build()
    const demand = extractDemand(trace, wholeWindow(trace))
    expect(demand.tasks).toEqual([])
    expect(demand.warnings.join(' ')).toContain('No CPU slices')
  })

  it('uses rss_stat growth when no counters were recorded', () => {
    const fixture = traceFixture().thread(7, 'x')
    for (let i = 0; i < 50; i++) {
      fixture.runs(0, 7, i * 10, i * 10 + 2).event('rss_stat', i * 10 + 1, 7, { mm_id: 5, curr: 1, member: 1, size: (1000 + i * 64) * 4096 })
    }
    const trace = fixture.build()
    const demand = extractDemand(trace, wholeWindow(trace))
    expect(sum(taskOf(demand, 7).program.allocPages)).toBe(49 * 64)
    expect(Math.abs(taskOf(demand, 7).residentPages - 1000)).toBeLessThanOrEqual(64)
    expect(demand.evidence.find((entry) => entry.part === 'anonymous allocation')?.source).toContain('rss_stat')
  })

  it('reads levels from meminfo where there is no vmstat', () => {
    const grown = (ms: number): number => 5_000 * Math.min(1, ms / 1000)
    const level = (name: string, pages: (ms: number) => number): Parameters<ReturnType<typeof traceFixture>['counter']> =>
      [name, sampled(0, 2000, 250, (ms) => pages(ms) * 4096), { cumulative: false, unit: 'bytes' }]
    const fixture = traceFixture().thread(7, 'x').counter(...level('AnonPages', (ms) => 8_000 + 0.6 * grown(ms)))
      .counter(...level('MemFree', (ms) => 9_000 - grown(ms))).counter(...level('SwapTotal', () => 50_000)).counter(...level('SwapFree', (ms) => 40_000 - 0.4 * grown(ms)))
    for (let ms = 0; ms < 1000; ms += 10) fixture.runs(0, 7, ms, ms + 3)
    const trace = fixture.span(0, 2000).build()
    const demand = extractDemand(trace, wholeWindow(trace))
    expect(Math.abs(sum(taskOf(demand, 7).program.allocPages) - 5_000)).toBeLessThan(20)
    expect(demand.initial).toMatchObject({ freePages: 9_000, unownedAnonPages: 8_000, unownedSwappedPages: 10_000 })
    expect(demand.evidence.find((entry) => entry.part === 'anonymous allocation')?.source).toContain('meminfo')
  })

  it('estimates direct reclaim from counters when its events were not recorded', () => {
    const busy = sampled(0, 2000, 100, (ms) => ms * 5)
    const fixture = countersOfAllocation(0, 2000, 2000, 20_000, 12_000).thread(3, 'kswapd0').thread(7, 'x')
      .counter('pgsteal_kswapd', busy).counter('pgsteal_direct', sampled(0, 2000, 100, (ms) => ms))
    for (let ms = 0; ms < 2000; ms += 10) fixture.runs(0, 3, ms, ms + 1).runs(1, 7, ms, ms + 2)
    const trace = fixture.build()
    const demand = extractDemand(trace, wholeWindow(trace))
    // 2000 pages at kswapd's 20 us per page out of 400 ms.
    expect(Math.abs(sum(taskOf(demand, 7).program.cpuNs) - 360e6)).toBeLessThan(4e6)
    expect(demand.evidence.find((entry) => entry.part === 'direct reclaim taken out')?.uncertainty).toBeGreaterThan(0.3)
  })
})
