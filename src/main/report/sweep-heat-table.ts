/** The heat map of a report: a table whose cells are shaded by value, so that it is read with and without colours. */
import { findConfigField } from '../../shared/config-fields'
import { fieldValueText } from '../../shared/field-text'
import { formatNumber } from '../../shared/format'
import { findMeasure, flattenMeasures } from '../../shared/measures'
import type { Sweep } from '../../shared/sweep'
import { pivotSweep } from '../../shared/sweep-pivot'
import { escapeHtml } from './escape-html'

/** Shades of the ramp in the style sheet. */
const SHADES = 8

/** The first two fields with more than one value against what is minimised first; nothing where fewer than two vary. */
export function sweepHeatTable({ grid, points }: Sweep): string {
  const [x, y] = Object.entries(grid.fields).filter(([, values]) => values.length > 1).sort(([, a], [, b]) => b.length - a.length).map(([path]) => path)
  const measure = findMeasure(grid.minimise[0] ?? '')
  if (x === undefined || y === undefined || measure === undefined) return ''
  const flats = points.map(({ metrics }) => flattenMeasures(metrics))
  const valueOf = (index: number): number | null => flats[index]?.get(measure.name) ?? null
  const cells = pivotSweep({ points, fields: grid.fields, x, y, valueOf, isPreferred: (index) => points[index]?.meetsConstraints === true, isHigherBetter: measure.direction === 'higher' })
  const known = cells.flatMap(({ value }) => value ?? [])
  const [low, high] = [Math.min(...known), Math.max(...known)]
  const shade = (value: number | null): string => (value === null ? '' : ` class="heat-${high > low ? Math.min(SHADES - 1, Math.floor(((value - low) / (high - low)) * SHADES)) : 0}"`)
  const rows = (grid.fields[y] ?? []).map((rowValue, row) => {
    const columns = (grid.fields[x] ?? []).map((_, column) => {
      const cell = cells.find((candidate) => candidate.x === column && candidate.y === row)
      if (cell === undefined) return '<td>–</td>'
      const isMet = points[cell.point]?.meetsConstraints === true
      return `<td${shade(cell.value)}>${escapeHtml(formatNumber(cell.value))}${isMet ? '' : '<small>not met</small>'}</td>`
    })
    return `<tr><th scope="row">${escapeHtml(fieldValueText(y, rowValue))}</th>${columns.join('')}</tr>`
  })
  const head = (grid.fields[x] ?? []).map((value) => `<th scope="col">${escapeHtml(fieldValueText(x, value))}</th>`)
  const others = Object.keys(grid.fields).length > 2 ? ' Of the other fields each cell shows the best.' : ''
  const unit = measure.unit === '' ? '' : `, ${measure.unit}`
  return `<p class="note">${escapeHtml(measure.title)}${escapeHtml(unit)}: columns ${escapeHtml(title(x))}, rows ${escapeHtml(title(y))}.${others}</p><div class="scroll"><table class="heat"><thead><tr><th scope="col"></th>${head.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div>`
}

function title(path: string): string {
  return findConfigField(path)?.title ?? path
}
