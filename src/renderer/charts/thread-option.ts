/** CPU time by thread as bars: the same threads in every column, on one scale. */
import type { BarSeriesOption } from 'echarts/charts'
import { formatNumber } from '../../shared/format'
import type { ThreadTime, ThreadTimes } from '../../shared/thread-times'
import type { ChartTable } from './chart-data'
import type { ChartTheme } from './chart-theme'
import { toDecal } from './cpu-option'
import { lineColor, type LineStyle } from './line-option'
import { CLASS_STYLES } from './palette'
import { chartGround, PANEL_BOTTOM, PANEL_TOP, type ChartOption } from './plot-frame'
import { t } from '../text/text'

/** A thread name as it stands beside its bars. */
export interface ShownThread {
  readonly name: string
  readonly label: string
  readonly cpuClass: ThreadTime['cpuClass']
}

/** CPU seconds of one run by thread name, or how they differ from another run's. */
export interface ThreadBars {
  readonly name: string
  readonly style: LineStyle
  readonly cpuS: ReadonlyMap<string, number>
}

export interface ThreadChartInput {
  readonly bars: readonly ThreadBars[]
  readonly threads: readonly ShownThread[]
  /** Lowest and highest value of any column; 0 lies between. */
  readonly range: readonly [number, number]
  readonly form: 'panel' | 'full'
  /** Of the plot, pixels; wide when absent. */
  readonly width?: number
  readonly theme: ChartTheme
  readonly title: string
}

/** Rows of bars in a small multiple. */
export const SHOWN_THREADS = 6
/** Of them at most so many are kswapd's and kcompressd's: what compression does to the others is to be seen, too. */
const SHOWN_RECLAIMERS = 4
const ALL_IN_FULL = 16

const isReclaimer = ({ cpuClass }: ThreadTime): boolean => cpuClass === 'kswapd' || cpuClass === 'kcompressd'

/** The threads to show: kswapd and kcompressd first, then by the most CPU time in any run. Names of several threads say how many. */
export function shownThreads(all: readonly ThreadTimes[], form: 'panel' | 'full' = 'panel'): ShownThread[] {
  const most = new Map<string, ThreadTime>()
  for (const { threads } of all) {
    for (const thread of threads) if (thread.cpuS > (most.get(thread.name)?.cpuS ?? 0)) most.set(thread.name, thread)
  }
  const sorted = [...most.values()].sort((a, b) => b.cpuS - a.cpuS || (a.name < b.name ? -1 : 1))
  const reclaimers = sorted.filter(isReclaimer).slice(0, form === 'full' ? ALL_IN_FULL : SHOWN_RECLAIMERS)
  const others = sorted.filter((thread) => !isReclaimer(thread))
  return [...reclaimers, ...others].slice(0, form === 'full' ? ALL_IN_FULL : SHOWN_THREADS)
    .map((thread) => ({ name: thread.name, label: thread.threadCount > 1 ? `${thread.name} × ${thread.threadCount}` : thread.name, cpuClass: thread.cpuClass }))
}

/** CPU seconds by name; minus those of `base` where the column shows a difference. A thread that a run does not have used none. */
export function threadSeconds(times: ThreadTimes, base: ThreadTimes | null = null): Map<string, number> {
  const seconds = new Map(times.threads.map((thread) => [thread.name, thread.cpuS]))
  for (const thread of base?.threads ?? []) seconds.set(thread.name, (seconds.get(thread.name) ?? 0) - thread.cpuS)
  return seconds
}

/** All threads together, s. */
export function totalSeconds({ threads, rest }: ThreadTimes): number {
  return threads.reduce((sum, { cpuS }) => sum + cpuS, rest.cpuS)
}

/** From the lowest to the highest value of all columns, so that they share one scale; differences reach to both sides of 0. */
export function threadRange(all: readonly ReadonlyMap<string, number>[], threads: readonly ShownThread[]): [number, number] {
  const values = all.flatMap((seconds) => threads.map(({ name }) => seconds.get(name) ?? 0))
  const range: [number, number] = [Math.min(0, ...values), Math.max(0, ...values)]
  return range[0] === range[1] ? [0, 1] : range
}

/** Option of a panel, whose threads are named in the row's margin, or of the chart at full height. */
export function threadOption(input: ThreadChartInput): ChartOption {
  const { bars, threads, theme } = input
  const full = input.form === 'full'
  const label = { color: theme.mutedText }
  return {
    ...chartGround(input),
    legend: full && bars.length > 1 ? { show: true, data: bars.map(({ name }) => name), left: 8, top: 30, itemWidth: 14, itemHeight: 10, textStyle: { color: theme.text }, selectedMode: false } : { show: false },
    grid: full ? { left: 132, right: 64, top: bars.length > 1 ? 62 : 40, bottom: 44, outerBoundsMode: 'none' } : { left: 0, right: 0, top: PANEL_TOP, bottom: PANEL_BOTTOM, outerBoundsMode: 'none' },
    xAxis: {
      type: 'value', ...withRoom(input.range, input.width), axisLine: { show: false }, axisTick: { show: false }, axisLabel: { show: full, ...label, showMinLabel: input.range[0] === 0, showMaxLabel: false },
      splitLine: { show: full, showMinLine: false, showMaxLine: false, lineStyle: { color: theme.rule } }, ...(full ? { name: t('charts.cpuTimeS'), nameLocation: 'middle' as const, nameGap: 26, nameTextStyle: label } : {})
    },
    yAxis: { type: 'category', inverse: true, data: threads.map((thread) => thread.label), axisLine: { show: true, lineStyle: { color: theme.mutedText } }, axisTick: { show: false }, axisLabel: { show: full, color: theme.text, width: 120, overflow: 'truncate' } },
    series: bars.map((run) => barSeries(run, input))
  }
}

/** Of the plot's width: room for a number beyond the longest bar of either side, which in a narrow plot takes more of it. */
const LABEL_SHARE = 0.26
const LARGEST_SHARE = 0.42
const LABEL_PX = 36

function withRoom([low, high]: readonly [number, number], width = Infinity): { min: number; max: number } {
  const share = Math.min(LARGEST_SHARE, Math.max(LABEL_SHARE, LABEL_PX / width))
  const sides = Number(low < 0) + Number(high > 0)
  const room = ((high - low) * share) / (1 - share * sides)
  return { min: low < 0 ? low - room : 0, max: high > 0 ? high + room : 0 }
}

/** A run alone takes the colours and hatches of the classes, as everywhere; runs beside each other take their own. */
function barSeries({ name, style, cpuS }: ThreadBars, { bars, threads, theme, form }: ThreadChartInput): BarSeriesOption {
  const isAlone = bars.length === 1
  const isLabelled = isAlone || form === 'full'
  return {
    type: 'bar', name, silent: true, animation: false, barCategoryGap: isAlone ? '30%' : '18%', barGap: '0%', itemStyle: { color: lineColor(style, theme) },
    data: threads.map(({ name: thread, cpuClass }) => {
      const value = cpuS.get(thread) ?? 0
      const { color, decal } = CLASS_STYLES[cpuClass]
      return {
        value, ...(isAlone ? { itemStyle: { color, ...(decal === null ? {} : { decal: toDecal(decal) }) } } : {}),
        label: { show: isLabelled, position: value < 0 ? 'left' as const : 'right' as const, distance: 4, color: theme.text, fontSize: form === 'full' && !isAlone ? 10 : 11, formatter: formatNumber(value) }
      }
    })
  }
}

/** The same as numbers: every thread that any run tells, the busiest first. */
export function threadTable(runs: readonly { readonly name: string; readonly times: ThreadTimes }[]): ChartTable {
  const rows = new Map<string, { thread: ThreadTime; most: number }>()
  for (const { times } of runs) {
    for (const thread of times.threads) {
      const known = rows.get(thread.name)
      rows.set(thread.name, { thread: known?.thread ?? thread, most: Math.max(known?.most ?? 0, thread.cpuS) })
    }
  }
  const seconds = runs.map(({ times }) => threadSeconds(times))
  const sorted = [...rows].sort(([, a], [, b]) => b.most - a.most || (a.thread.name < b.thread.name ? -1 : 1))
  return {
    columns: [t('charts.thread'), t('charts.threadClass'), t('charts.threadCount'), ...runs.map(({ name }) => t('charts.cpuSeconds', { name }))],
    rows: [
      ...sorted.map(([name, { thread }]) => [name, thread.cpuClass, thread.threadCount, ...seconds.map((of) => exact(of.get(name) ?? 0))]),
      [t('charts.allThreads'), '', null, ...runs.map(({ times }) => exact(totalSeconds(times)))]
    ]
  }
}

function exact(value: number): number {
  return Number(value.toPrecision(6))
}
