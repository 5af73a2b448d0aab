/** A sweep as a table: the front first, then the rest, best first. */
import { describeConstraint } from '../../shared/constraint'
import { fieldValueText } from '../../shared/field-text'
import { flattenMeasures } from '../../shared/measures'
import { readGoal, type Sweep, type SweepPoint } from '../../shared/sweep'
import { textTable } from './text-table'

/** Rows beyond this are left to the files. */
const MAX_ROWS = 60

/** The table with what is minimised, the constrained metrics and the marks: `*` on the front, `!` constraint not met, `~` tried with fewer runs. */
export function sweepText(sweep: Sweep): string {
  const { grid, points } = sweep
  const goal = readGoal(grid)
  const constraints = goal.ok ? goal.value.constraints : []
  const names = [...new Set([...grid.minimise, ...constraints.map(({ measure }) => measure)])]
  const paths = Object.keys(grid.fields)
  const first = grid.minimise[0] ?? ''
  const most = Math.max(0, ...points.map(({ members }) => members))
  const flats = new Map(points.map((point) => [point, flattenMeasures(point.metrics)]))
  const valueOf = (point: SweepPoint): number => flats.get(point)?.get(first) ?? Infinity
  const sorted = [...points].sort((a, b) => orderOf(a, most) - orderOf(b, most) || valueOf(a) - valueOf(b))
  const rows = sorted.slice(0, MAX_ROWS).map((point) => [
    `${markOf(point, most)} ${point.id === sweep.best ? 'best' : point.id}`, ...paths.map((path) => fieldValueText(path, point.fields[path])),
    ...names.map((name) => `${cell(flats.get(point)?.get(name))}${band(point, name)}`)
  ])
  const references = [{ ...sweep.baseline, label: `${sweep.baseline.config.id} (baseline)` }, ...sweep.references.map((reference) => ({ ...reference, label: reference.config.id }))]
  const top = references.map(({ label, metrics }) => [`  ${label}`, ...paths.map(() => '–'), ...names.map((name) => cell(flattenMeasures(metrics).get(name)))])
  const header = ['  point', ...paths.map((path) => path.split('.').at(-1) ?? path), ...names]
  const hidden = points.length > MAX_ROWS ? `\n${points.length - MAX_ROWS} more points are in the files (--json, --csv, --html).\n` : ''
  const wanted = constraints.length === 0 ? '' : `constraints: ${constraints.map(describeConstraint).join('; ')}\n`
  const warnings = [...sweep.notes, ...sweep.warnings].map((warning) => `\nwarning: ${warning}`).join('')
  return `${lead(sweep)}\n${wanted}\n${textTable([header, ...top, ...rows])}${hidden}${warnings}${warnings === '' ? '' : '\n'}`
}

function lead({ grid, points, combinations, front, seeds }: Sweep): string {
  const tried = grid.search === 'guided' ? `${points.length} of ${combinations} combinations tried, the best with ${seeds} runs (~ = fewer)` : `${combinations} combinations`
  return `${tried}, ${front.length} on the Pareto front (*), ! = a constraint is not met`
}

function orderOf(point: SweepPoint, most: number): number {
  return point.onFront ? 0 : !point.meetsConstraints ? 3 : point.members === most ? 1 : 2
}

function markOf(point: SweepPoint, most: number): string {
  return ['*', ' ', '~', '!'][orderOf(point, most)] ?? ' '
}

function band({ interval }: SweepPoint, name: string): string {
  const ends = interval[name]
  return ends === undefined ? '' : ` [${cell(ends[0])}..${cell(ends[1])}]`
}

function cell(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–'
  return Math.abs(value) >= 1000 ? String(Math.round(value)) : String(Number(value.toPrecision(3)))
}
