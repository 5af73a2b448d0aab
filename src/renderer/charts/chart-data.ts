/** The table twin of a chart and its CSV: the same numbers, as rows. */
import { csvText } from '../../shared/csv-cell'
import type { CpuSeries } from '../../shared/series'
import type { BinGrid } from './bins'
import type { LineInput } from './line-option'
import { CLASS_STYLES, STACKED_CLASSES } from './palette'
import { t } from '../text/text'

export interface ChartTable {
  readonly columns: readonly string[]
  /** First cell is the time in seconds, or what the row is about; null is "no data". */
  readonly rows: readonly (readonly (number | string | null)[])[]
}

/** Rows of a line chart. Lines share one time grid. */
export function lineTable(lines: readonly LineInput[], originNs: number, unit: string): ChartTable {
  const grid = lines[0]?.grid
  const columns = lines.flatMap(({ name, values, band }) => [
    { title: `${name} ${unit}`, values }, ...(band === undefined ? [] : [{ title: `${name} p5 ${unit}`, values: band.low }, { title: `${name} p95 ${unit}`, values: band.high }])
  ])
  const titles = [t('charts.timeS'), ...columns.map(({ title }) => title)]
  if (grid === undefined) return { columns: titles, rows: [] }
  return { columns: titles, rows: rowsOf(grid, originNs, columns.map(({ values }) => values), lines[0]?.factor ?? 1) }
}

/** Rows of a CPU chart in percent. */
export function cpuTable(grid: BinGrid, cpu: CpuSeries, originNs: number): ChartTable {
  const columns = [t('charts.timeS'), ...STACKED_CLASSES.map((name) => `${CLASS_STYLES[name].title} %`)]
  return { columns, rows: rowsOf(grid, originNs, STACKED_CLASSES.map((name) => cpu.byClass[name]), 100) }
}

function rowsOf(grid: BinGrid, originNs: number, columns: readonly Float64Array[], factor: number): (number | null)[][] {
  return Array.from({ length: grid.binCount }, (_, index) => {
    const timeS = Number(((grid.startNs + index * grid.binNs - originNs) / 1e9).toFixed(6))
    return [timeS, ...columns.map((values) => cell(values[index], factor))]
  })
}

function cell(value: number | undefined, factor: number): number | null {
  return value === undefined || Number.isNaN(value) ? null : Number((value * factor).toPrecision(6))
}

/** CSV with a header line; unknown values are empty. Cells that a spreadsheet would run as a formula are disarmed. */
export function tableToCsv(table: ChartTable): string {
  const lines = [table.columns.map(csvText).join(','), ...table.rows.map((row) => row.map((value) => (value === null ? '' : typeof value === 'string' ? csvText(value) : String(value))).join(','))]
  return `${lines.join('\n')}\n`
}

/** At most `limit` rows spread evenly, for a table on screen; the CSV has them all. */
export function thinRows(table: ChartTable, limit: number): ChartTable {
  if (table.rows.length <= limit) return table
  const stride = Math.ceil(table.rows.length / limit)
  return { columns: table.columns, rows: table.rows.filter((_, index) => index % stride === 0) }
}
