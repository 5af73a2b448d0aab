import { describe, expect, it } from 'vitest'
import { LIGHT_CHART } from '../../../src/renderer/charts/chart-theme'
import { CLASS_STYLES, CONFIG_STYLES } from '../../../src/renderer/charts/palette'
import { SHOWN_THREADS, shownThreads, threadOption, threadRange, threadSeconds, threadTable, totalSeconds, type ThreadBars } from '../../../src/renderer/charts/thread-option'
import type { ThreadTimes } from '../../../src/shared/thread-times'
import { fakeThreads } from '../support/fake-data'

const off = fakeThreads(1)
const mm: ThreadTimes = { threads: [{ name: 'kcompressd0', cpuClass: 'kcompressd', threadCount: 1, cpuS: 3 }, { name: 'kswapd0', cpuClass: 'kswapd', threadCount: 1, cpuS: 2 }], rest: { threadCount: 0, cpuS: 0 } }
const REPLAYED = { kind: 'replayed', style: CONFIG_STYLES[1]! } as const
const threads = shownThreads([off, mm])

function option(bars: readonly ThreadBars[], form: 'panel' | 'full' = 'panel') {
  const made = threadOption({ bars, threads, range: threadRange(bars.map(({ cpuS }) => cpuS), threads), form, theme: LIGHT_CHART, title: 'a title' })
  return { made, series: made.series as { name: string; itemStyle: { color: string }; data: { value: number; itemStyle?: { color: string; decal?: unknown }; label: { show: boolean; position: string; formatter: string } }[] }[] }
}

describe('CPU time by thread', () => {
  it('shows the same few threads in every column: kswapd and kcompressd first, then the busiest of any run', () => {
    expect(threads.map(({ name }) => name)).toEqual(['kswapd0', 'kcompressd0', 'app0', 'app1', 'app2', 'app3'])
    expect(threads).toHaveLength(SHOWN_THREADS)
    expect(shownThreads([off], 'full').length).toBeGreaterThan(SHOWN_THREADS)
  })

  it('leaves room for others beside many compressors', () => {
    const many: ThreadTimes = { threads: Array.from({ length: 9 }, (_, i) => ({ name: `kcompressd:${i}`, cpuClass: 'kcompressd' as const, threadCount: 1, cpuS: 9 - i })), rest: { threadCount: 0, cpuS: 0 } }
    expect(shownThreads([many, off]).filter(({ cpuClass }) => cpuClass === 'app').length).toBe(2)
  })

  it('says how many threads a name stands for', () => {
    expect(threads.find(({ name }) => name === 'app0')?.label).toBe('app0 × 3')
  })

  it('draws one run in the colours and hatches of the classes, its numbers beside the bars', () => {
    const { made, series } = option([{ name: 'mm', style: REPLAYED, cpuS: threadSeconds(mm) }])
    expect(series[0]?.data[0]).toMatchObject({ value: 2, itemStyle: { color: CLASS_STYLES.kswapd.color }, label: { show: true, formatter: '2' } })
    expect(series[0]?.data.map(({ value }) => value)).toEqual([2, 3, 0, 0, 0, 0])
    expect(made).toMatchObject({ animation: false, aria: { enabled: true, label: { description: 'a title' } } })
  })

  it('draws several runs side by side in their own colours', () => {
    const { series } = option([{ name: 'observed', style: { kind: 'observed' }, cpuS: threadSeconds(off) }, { name: 'mm', style: REPLAYED, cpuS: threadSeconds(mm) }])
    expect(series.map(({ itemStyle }) => itemStyle.color)).toEqual([LIGHT_CHART.observed, REPLAYED.style.color])
    expect(series[0]?.data.every(({ itemStyle, label }) => itemStyle === undefined && !label.show)).toBe(true)
  })

  it('shows differences on both sides of zero; a thread that a run lacks used none', () => {
    const cpuS = threadSeconds(mm, off)
    expect([cpuS.get('kswapd0'), cpuS.get('kcompressd0'), cpuS.get('app0')]).toEqual([-4, 2.5, -8])
    const { made, series } = option([{ name: 'mm', style: REPLAYED, cpuS }])
    expect(series[0]?.data.map(({ label }) => label.position).slice(0, 2)).toEqual(['left', 'right'])
    const { min, max } = made.xAxis as { min: number; max: number }
    expect([min < -8, max > 2.5]).toEqual([true, true])
  })

  it('has a table twin with every thread, its class, and the sum of all', () => {
    const { columns, rows } = threadTable([{ name: 'off', times: off }, { name: 'mm', times: mm }])
    expect(columns).toEqual(['thread', 'class', 'threads', 'off CPU s', 'mm CPU s'])
    expect(rows[0]).toEqual(['app0', 'app', 3, 8, 0])
    expect(rows.find(([name]) => name === 'kswapd0')).toEqual(['kswapd0', 'kswapd', 1, 6, 2])
    expect(rows.at(-1)).toEqual(['all threads', '', null, totalSeconds(off), 5])
  })
})
