import { describe, expect, it } from 'vitest'
import { poolBytesPerPage } from '../../../src/engine/calibrate/pool-growth'
import { findContent } from '../../../src/engine/page-contents'
import type { Trace } from '../../../src/engine/trace/trace'
import { repeat, type DemandSpec } from '../../support/demand-fixture'
import { EATER, record, wholeOf } from './recorded'

/** The same recording without zram's counters. */
const withoutZram = (trace: Trace): Trace => ({ ...trace, counters: trace.counters.filter(({ name }) => !name.startsWith('zram_')) })
const without = (trace: Trace, counter: string): Trace => ({ ...trace, counters: trace.counters.filter(({ name }) => name !== counter) })

describe('memory of the compressed pool from the balance of memory', () => {
  it.each([
    { sameFilledShare: 0, compressibleShare: 1, incompressibleShare: 0, meanCompressedBytes: 1000 },
    { sameFilledShare: 0, compressibleShare: 1, incompressibleShare: 0, meanCompressedBytes: 2000 }
  ])('gives the mean size of a page back: $meanCompressedBytes', (content) => {
    const trace = withoutZram(record({ content }))
    const found = findContent({ ...trace, device: { ...trace.device, pageContent: { sameFilledPct: 0, compressiblePct: 100, incompressiblePct: 0 } } }, wholeOf(trace), undefined)
    expect(Math.abs(found.content.meanCompressedBytes! / content.meanCompressedBytes - 1)).toBeLessThan(0.06)
    expect(found.sources.sizes).toBe('balance')
  })

  it('gives way to zram’s own counters', () => {
    const trace = record()
    expect(findContent(trace, wholeOf(trace), undefined).sources.sizes).toBe('mm_stat')
  })

  it('is not disturbed by apps that exit', () => {
    const leaving: DemandSpec = { ...EATER, tasks: [...EATER.tasks!, { tid: 101, name: 'leaver', firstCpu: 0, residentPages: 5000, rows: [...repeat(50, { cpuUs: 100, sleepMs: 20 }), { exit: true }] }] }
    const [stays, leaves] = [record(), record({}, leaving)].map((trace) => poolBytesPerPage(trace, wholeOf(trace), 4096)!)
    expect(Math.abs(leaves! / stays! - 1)).toBeLessThan(0.08)
  })

  it('is not known without levels, or when little was swapped', () => {
    const trace = record()
    for (const counter of ['nr_free_pages', 'nr_inactive_anon', 'nr_active_file', 'pswpout']) expect(poolBytesPerPage(without(trace, counter), wholeOf(trace), 4096), counter).toBeNull()
    const idle = record({}, { ...EATER, tasks: [{ tid: 100, rows: repeat(10, { cpuUs: 400, sleepMs: 10 }) }] })
    expect(poolBytesPerPage(idle, wholeOf(idle), 4096)).toBeNull()
    expect(poolBytesPerPage({ ...trace, counters: [] }, wholeOf(trace), 4096)).toBeNull()
  })
})
