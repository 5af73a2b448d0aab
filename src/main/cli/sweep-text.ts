/** A sweep as a table: the front first, then the rest, best first. */
import { flattenMetrics } from '../../shared/metrics'
import type { Sweep, SweepPoint } from '../../shared/sweep'
import { textTable } from './text-table'

/** Rows beyond this are left to the JSON. */
const MAX_ROWS = 60

/** The table with what is minimised, the constrained metrics and the marks: `*` on the front, `!` constraint not met. */
export function sweepText(sweep: Sweep): string {
  const { grid, points, baseline } = sweep
  const names = [...new Set([...grid.minimise, ...Object.keys(grid.constraints)])]
  const paths = Object.keys(grid.fields)
  const number = (source: Pick<SweepPoint, 'metrics' | 'reclaimCpuS'>, name: string): number | null => (name === 'reclaimCpuS' ? source.reclaimCpuS : (flattenMetrics(source.metrics).get(name) ?? null))
  const first = grid.minimise[0] ?? ''
  const order = (point: SweepPoint): number => (point.onFront ? 0 : point.meetsConstraints ? 1 : 2)
  const sorted = [...points].sort((a, b) => order(a) - order(b) || (number(a, first) ?? Infinity) - (number(b, first) ?? Infinity))
  const rows = sorted.slice(0, MAX_ROWS).map((point) => [
    `${point.onFront ? '*' : point.meetsConstraints ? ' ' : '!'} ${point.id === sweep.best ? 'best' : point.id}`,
    ...paths.map((path) => String(point.fields[path])), ...names.map((name) => cell(number(point, name)))
  ])
  const header = ['  point', ...paths.map((path) => path.split('.').at(-1) ?? path), ...names]
  const base = [`  ${baseline.config.id} (baseline)`, ...paths.map(() => '–'), ...names.map((name) => cell(number(baseline, name)))]
  const hidden = points.length > MAX_ROWS ? `\n${points.length - MAX_ROWS} more points are in the JSON.\n` : ''
  const warnings = sweep.warnings.map((warning) => `\nwarning: ${warning}`).join('')
  return `${points.length} combinations, ${sweep.front.length} on the Pareto front (*), ! = a constraint is not met\n\n${textTable([header, base, ...rows])}${hidden}${warnings}${warnings === '' ? '' : '\n'}`
}

function cell(value: number | null): string {
  if (value === null || !Number.isFinite(value)) return '–'
  return Math.abs(value) >= 1000 ? String(Math.round(value)) : String(Number(value.toPrecision(3)))
}
