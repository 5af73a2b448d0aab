/** The rows of the time views: what each shows, and its scale over all columns. Pure: series in, chart inputs out. */
import type { SeriesId, SeriesSet } from '../../shared/series'
import type { ChartTable } from './chart-data'
import { cpuTable, lineTable } from './chart-data'
import { findCpu, findSeries, hasData, maxOf } from './bins'
import { COMPACT_PERCENT_SCALE, cpuOption, PERCENT_SCALE } from './cpu-option'
import type { Level, LineInput, LineStyle } from './line-option'
import { lineOption } from './line-option'
import type { Scale } from './nice-scale'
import { zeroBasedScale } from './nice-scale'
import type { ChartOption, PlotFrame } from './plot-frame'

export interface LineRow {
  readonly kind: 'line'
  readonly key: string
  readonly title: string
  readonly unit: string
  readonly seriesId: SeriesId
  /** Drawn across the plot and kept within the scale. */
  readonly levels: readonly Level[]
}

export interface CpuRow {
  readonly kind: 'cpu'
  readonly key: string
  readonly title: string
  readonly unit: '%'
  readonly cpu: number
  /** Lower than other rows, so that all CPUs of a phone are in view together. */
  readonly isCompact: boolean
}

const MANY_CPUS = 4

export type Row = LineRow | CpuRow

/** Rows of the side-by-side view, in the order in which an engineer asks: volume, stalls, CPUs. */
export function comparisonRows(cpus: readonly number[]): Row[] {
  return [line('pgstealAnonPerS', 'pgsteal_anon', 'pages/s'), line('allocstallPerS', 'allocstall', '1/s'), ...cpuRows(cpus)]
}

/** Rows of a capture's overview. Watermarks in pages, or null when nothing tells them. */
export function overviewRows(cpus: readonly number[], watermarks: { readonly min: number; readonly low: number; readonly high: number } | null): Row[] {
  const levels: Level[] = watermarks === null ? [] : [
    { name: 'high', value: watermarks.high, dash: [8, 3] },
    { name: 'low', value: watermarks.low, dash: [4, 3] },
    { name: 'min', value: watermarks.min, dash: [1, 2] }
  ]
  return [
    { ...line('freePages', 'free pages', 'pages'), levels },
    line('pgstealAnonPerS', 'pgsteal_anon', 'pages/s'),
    line('allocstallPerS', 'allocstall', '1/s'),
    ...cpuRows(cpus)
  ]
}

function line(seriesId: SeriesId, title: string, unit: string): LineRow {
  return { kind: 'line', key: seriesId, title, unit, seriesId, levels: [] }
}

function cpuRows(cpus: readonly number[]): CpuRow[] {
  return cpus.map((cpu) => ({ kind: 'cpu', key: `cpu${cpu}`, title: `CPU ${cpu}`, unit: '%', cpu, isCompact: cpus.length > MANY_CPUS }))
}

/** How far above its highest level a row still shows when it is cut. */
const LEVEL_HEADROOM = 3

/**
 * One scale for a row over all its columns. `near` cuts a row with levels a little above the highest of them: free memory long
 * before the pressure starts would flatten what happens at the watermarks.
 */
export function rowScale(row: Row, sets: readonly (SeriesSet | null)[], range: 'near' | 'whole' = 'whole'): Scale {
  if (row.kind === 'cpu') return row.isCompact ? COMPACT_PERCENT_SCALE : PERCENT_SCALE
  const top = Math.max(0, ...row.levels.map((level) => level.value))
  const dataMax = Math.max(maxOf(sets.map((set) => findSeries(set, row.seriesId)?.values ?? null)), top)
  return zeroBasedScale(range === 'near' && top > 0 ? Math.min(dataMax, top * LEVEL_HEADROOM) : dataMax)
}

/** Whether a scale hides the top of some column. */
export function isCut(row: Row, sets: readonly (SeriesSet | null)[], scale: Scale): boolean {
  return row.kind === 'line' && maxOf(sets.map((set) => findSeries(set, row.seriesId)?.values ?? null)) > scale.max
}

/** Whether a set tells anything about the row. */
export function rowHasData(row: Row, set: SeriesSet): boolean {
  if (row.kind === 'cpu') return hasData(findCpu(set, row.cpu)?.byClass.app)
  return hasData(findSeries(set, row.seriesId)?.values)
}

export interface PanelInput {
  readonly row: Row
  readonly set: SeriesSet
  readonly frame: PlotFrame
  readonly originNs: number
  readonly name: string
  readonly style: LineStyle
}

/** Chart of one row in one column; null when the set has nothing for it. */
export function panelOption(input: PanelInput): ChartOption | null {
  const { row, set, frame, originNs } = input
  if (row.kind === 'cpu') {
    const cpu = findCpu(set, row.cpu)
    return cpu === null ? null : cpuOption({ frame, originNs, grid: set, cpu })
  }
  const lines = panelLines(input, row)
  return lines.length === 0 ? null : lineOption({ frame, originNs, lines, levels: row.levels })
}

/** The same numbers as a table. */
export function panelTable(input: PanelInput): ChartTable {
  const { row, set, originNs } = input
  if (row.kind === 'line') return lineTable(panelLines(input, row), originNs, row.unit)
  const cpu = findCpu(set, row.cpu)
  return cpu === null ? { columns: ['time s'], rows: [] } : cpuTable(set, cpu, originNs)
}

function panelLines(input: PanelInput, row: LineRow): LineInput[] {
  const series = findSeries(input.set, row.seriesId)
  return series === null ? [] : [{ name: input.name, grid: input.set, values: series.values, style: input.style }]
}
