import { describe, expect, it } from 'vitest'
import { findPreset } from '../../src/shared/presets'
import { closedFormRate, eat, EATER_COSTS, EATER_DEVICE, PUBLISHED, QUEUED_NS, SOURCES, T1_NS, T2_NS, type SteadyState } from './memory-eater'

const ZRAM = findPreset('zram-v1')!.config.kcompressd

const CASES = {
  off: { kcompressd: { variant: 'off' }, threads: 0, whenFull: 'sync-new' },
  oneThread: { kcompressd: { ...ZRAM, threads: 1 }, threads: 1, whenFull: 'sync-new' },
  oneThreadWait: { kcompressd: { ...ZRAM, threads: 1, whenFull: 'wait' }, threads: 1, whenFull: 'wait' },
  twoThreads: { kcompressd: { ...ZRAM, threads: 2 }, threads: 2, whenFull: 'sync-new' },
  fourThreads: { kcompressd: ZRAM, threads: 4, whenFull: 'sync-new' }
} as const
type Case = keyof typeof CASES

const results = new Map<Case, SteadyState>()

/** Every case runs once. */
function steady(name: Case): SteadyState {
  const known = results.get(name)
  if (known !== undefined) return known
  const { kcompressd, threads, whenFull } = CASES[name]
  const result = eat(kcompressd, closedFormRate(threads, whenFull, QUEUED_NS))
  results.set(name, result)
  return result
}

const offBy = (value: number, wanted: number): number => Math.abs(value / wanted - 1)

describe('memory eater: arithmetic', () => {
  it('adds up to the published costs', () => {
    expect([T1_NS, T2_NS, QUEUED_NS]).toEqual([1000, 2330, 250])
    expect(offBy(1e9 / (T1_NS + T2_NS), PUBLISHED.offPagesPerS)).toBeLessThan(0.002)
    expect(1e9 / (T1_NS + QUEUED_NS)).toBe(PUBLISHED.asyncPagesPerS)
    expect(T2_NS / (T1_NS + T2_NS)).toBeCloseTo(PUBLISHED.compressShare, 2)
  })

  it('gives the derived table: 300k, 558k, 429k, 800k, 800k', () => {
    const table = Object.values(CASES).map(({ threads, whenFull }) => closedFormRate(threads, whenFull, QUEUED_NS) / 1000)
    const wanted = [300, 558, 429, 800, 800]
    table.forEach((rate, i) => expect(offBy(rate, wanted[i]!)).toBeLessThan(0.02))
  })

  it('names a source for every cost', () => {
    for (const name of Object.keys(EATER_COSTS)) expect(SOURCES[`costs.${name}`], name).toBeTruthy()
    for (const name of Object.keys(PUBLISHED)) expect(SOURCES[`published.${name}`], name).toBeTruthy()
    expect(EATER_DEVICE.cpus).toHaveLength(8)
  })
})

describe('memory eater: the engine in its steady state', () => {
  it.each(Object.keys(CASES) as Case[])('agrees with the closed form within 2 percent: %s', (name) => {
    const { threads, whenFull } = CASES[name]
    const result = steady(name)
    expect(result.stolenByOthers).toBe(0)
    expect(offBy(result.pagesPerS, closedFormRate(threads, whenFull, QUEUED_NS))).toBeLessThan(0.02)
  })

  it('reclaims 300k pages per second without kcompressd, 3 parts scanning to 7 parts compressing', () => {
    const off = steady('off')
    expect(offBy(off.pagesPerS, PUBLISHED.offPagesPerS)).toBeLessThan(0.02)
    expect(off.kswapdBusy).toBeGreaterThan(0.99)
    expect(Math.abs(off.compressCpuShare - PUBLISHED.compressShare)).toBeLessThan(0.03)
  })

  it('is held to one thread’s rate of 429k when kswapd waits for room', () => {
    const wait = steady('oneThreadWait')
    expect(offBy(wait.pagesPerS, 429_000)).toBeLessThan(0.02)
    expect(wait.threadBusy[0]).toBeGreaterThan(0.99)
    expect(wait.kswapdBusy).toBeLessThan(0.6)
  })

  it('is slower with one thread than with two, and faster than waiting, because kswapd compresses the rest', () => {
    expect(steady('oneThread').pagesPerS).toBeGreaterThan(1.25 * steady('oneThreadWait').pagesPerS)
    expect(steady('oneThread').pagesPerS).toBeLessThan(0.75 * steady('twoThreads').pagesPerS)
  })

  it('scans every page once more than without kcompressd', () => {
    // the passes over the list do not fit a whole number of times into the measured half
    expect(steady('twoThreads').scannedPerPage - steady('off').scannedPerPage).toBeGreaterThan(0.7)
  })

  it('fills the first FIFO before the second thread gets work, and never needs the fourth', () => {
    const [first = 0, , , fourth] = steady('fourThreads').threadBusy
    expect(first).toBeGreaterThan(0.98)
    expect(fourth).toBe(0)
  })
})

/** A page that goes through a FIFO costs kswapd 0.25 us more than one that it compresses itself (queueing, waking, second pass). */
describe('memory eater: published points that need the cost of a queued page', () => {
  it('reclaims 558k with one thread and synchronous fallback, within 2 %', () => {
    expect(offBy(steady('oneThread').pagesPerS, closedFormRate(1, 'sync-new', QUEUED_NS))).toBeLessThan(0.02)
  })

  it('reclaims 800k with two threads, within 10 %', () => {
    expect(offBy(steady('twoThreads').pagesPerS, PUBLISHED.asyncPagesPerS)).toBeLessThan(0.1)
  })

  it('reclaims 800k with four threads, within 10 %', () => {
    expect(offBy(steady('fourThreads').pagesPerS, PUBLISHED.asyncPagesPerS)).toBeLessThan(0.1)
  })

  it('gains nothing from threads three and four', () => {
    expect(offBy(steady('fourThreads').pagesPerS, steady('twoThreads').pagesPerS)).toBeLessThan(0.02)
  })
})
