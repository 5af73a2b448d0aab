/** The picture and the table twin of one row in one column: one run, several laid over each other, or a difference. */
import type { SeriesSet } from '../../shared/series'
import { findCpu } from './bins'
import type { ChartTable } from './chart-data'
import { cpuTable, lineTable } from './chart-data'
import { cpuOption } from './cpu-option'
import { heatOption, heatTable } from './heat-option'
import type { LineInput, LineStyle } from './line-option'
import { lineOption } from './line-option'
import type { ChartOption, PlotFrame } from './plot-frame'
import { factorOf, rowBand, rowValues } from './row-scale'
import type { Row } from './rows'
import { t } from '../text/text'

/** One run within a panel. */
export interface PanelLayer {
  readonly name: string
  readonly style: LineStyle
  readonly set: SeriesSet
}

export interface PanelInput {
  readonly row: Row
  readonly layers: readonly PanelLayer[]
  readonly frame: PlotFrame
  readonly originNs: number
  /** The layers are differences against the baseline. */
  readonly isDelta?: boolean
}

/** Chart of one row in one column; null when no layer has anything for it. Classes stack only where a CPU stands alone. */
export function panelOption(input: PanelInput): ChartOption | null {
  const { row, frame, originNs, layers } = input
  const only = stackedLayer(input)
  if (row.kind === 'cpu' && only !== null) {
    const cpu = findCpu(only.set, row.cpu)
    return cpu === null ? null : cpuOption({ frame, originNs, grid: only.set, cpu })
  }
  if (row.kind === 'heat') return only === null ? null : heatOption({ frame, originNs, set: only.set, cpus: row.cpus, style: only.style })
  const lines = panelLines(input)
  if (lines.length === 0) return null
  return lineOption({ frame, originNs, lines, levels: row.kind === 'line' && input.isDelta !== true ? row.levels : [], isFilled: layers.length === 1 })
}

/** The same numbers as a table. */
export function panelTable(input: PanelInput): ChartTable {
  const { row, originNs } = input
  const only = stackedLayer(input)
  if (row.kind === 'heat') return only === null ? { columns: [t('charts.timeS')], rows: [] } : heatTable(only.set, row.cpus, originNs)
  if (row.kind === 'line' || only === null) return lineTable(panelLines(input), originNs, row.unit)
  const cpu = findCpu(only.set, row.cpu)
  return cpu === null ? { columns: [t('charts.timeS')], rows: [] } : cpuTable(only.set, cpu, originNs)
}

function stackedLayer({ layers, isDelta }: PanelInput): PanelLayer | null {
  return layers.length === 1 && isDelta !== true ? (layers[0] ?? null) : null
}

/** More bands over each other than these cannot be told apart. */
const MAX_BANDS = 2

function panelLines({ row, layers }: PanelInput): LineInput[] {
  const banded = layers.filter(({ set }) => rowBand(row, set) !== undefined).length
  return layers.flatMap(({ name, style, set }) => {
    const values = rowValues(row, set)
    const band = banded > MAX_BANDS ? undefined : rowBand(row, set)
    return values === null ? [] : [{ name, grid: set, values, style, factor: factorOf(row), ...(band === undefined ? {} : { band }) }]
  })
}
