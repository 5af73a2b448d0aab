/** A sweep as a table: one row per combination. */
import { fieldValueText } from '../../shared/field-text'
import { flattenMeasures } from '../../shared/measures'
import type { Sweep, SweepPoint, SweepReference } from '../../shared/sweep'
import { csvLines, csvNumber, csvText } from '../../shared/csv-cell'

/**
 * Columns: `id,role,runs,meets_constraints,on_front,best`, the fields swept over by path, every metric by flat name, then `<metric>.p5` and
 * `<metric>.p95` of what is minimised. The baseline and other references come first. Unknown values are empty cells.
 */
export function sweepToCsv(sweep: Sweep): string {
  const { grid, points, baseline } = sweep
  const paths = Object.keys(grid.fields)
  const names = [...flattenMeasures(baseline.metrics).keys()]
  const header = ['id', 'role', 'runs', 'meets_constraints', 'on_front', 'best', ...paths, ...names, ...grid.minimise.flatMap((name) => [`${name}.p5`, `${name}.p95`])]
  const references = [['baseline', baseline] as const, ...sweep.references.map((reference) => ['reference', reference] as const)]
  return csvLines([
    header.map(csvText),
    ...references.map(([role, reference]) => referenceRow(role, reference, sweep, names)),
    ...points.map((point) => pointRow(point, sweep, paths, names))
  ])
}

function referenceRow(role: string, { config, metrics }: SweepReference, { grid, seeds }: Sweep, names: readonly string[]): readonly string[] {
  const flat = flattenMeasures(metrics)
  const empty = (count: number): string[] => Array.from({ length: count }, () => '')
  return [csvText(config.id), role, String(seeds), '', '', '', ...empty(Object.keys(grid.fields).length), ...names.map((name) => csvNumber(flat.get(name))), ...empty(grid.minimise.length * 2)]
}

function pointRow(point: SweepPoint, { grid, best }: Sweep, paths: readonly string[], names: readonly string[]): readonly string[] {
  const flat = flattenMeasures(point.metrics)
  const yesNo = (is: boolean): string => (is ? 'yes' : 'no')
  return [
    csvText(point.id), 'point', String(point.members), yesNo(point.meetsConstraints), yesNo(point.onFront), yesNo(point.id === best),
    ...paths.map((path) => fieldCell(path, point.fields[path])), ...names.map((name) => csvNumber(flat.get(name))),
    ...grid.minimise.flatMap((name) => [csvNumber(point.interval[name]?.[0]), csvNumber(point.interval[name]?.[1])])
  ]
}

/** A negative number is a number, not the start of a formula. */
function fieldCell(path: string, value: unknown): string {
  return typeof value === 'number' ? csvNumber(value) : csvText(fieldValueText(path, value))
}
