/** The order of the metrics table: pinned rows first, then by section, or by the change of one configuration. */
import type { MetricRow, MetricSection } from './metric-rows'
import { t } from '../text/text'

export interface SortOrder {
  /** Whose change. */
  readonly configId: string
  /** `up`: the largest increase first; `down`: the largest decrease first. */
  readonly first: 'up' | 'down'
}

export interface ShownSection {
  readonly key: string
  readonly title: string
  readonly rows: readonly MetricRow[]
}

/** A click on a column's header: largest increase first, largest decrease first, reading order again. */
export function nextOrder(now: SortOrder | null, configId: string): SortOrder | null {
  if (now === null || now.configId !== configId) return { configId, first: 'up' }
  return now.first === 'up' ? { configId, first: 'down' } : null
}

/** Sections as shown. Rows without a known change come last when sorted; pinned rows leave their section. */
export function arrangeSections(sections: readonly MetricSection[], pinned: readonly string[], order: SortOrder | null): ShownSection[] {
  const all = sections.flatMap((section) => section.rows)
  const isPinned = (row: MetricRow): boolean => pinned.includes(row.definition.name)
  const top: ShownSection[] = all.some(isPinned) ? [{ key: 'pinned', title: t('compare.pinned'), rows: sorted(all.filter(isPinned), order) }] : []
  if (order !== null) return [...top, { key: 'sorted', title: t('compare.byChangeOf', { configId: order.configId }), rows: sorted(all.filter((row) => !isPinned(row)), order) }]
  const rest = sections.map(({ group, title, rows }) => ({ key: group, title, rows: rows.filter((row) => !isPinned(row)) }))
  return [...top, ...rest.filter(({ rows }) => rows.length > 0)]
}

function sorted(rows: readonly MetricRow[], order: SortOrder | null): readonly MetricRow[] {
  if (order === null) return rows
  const changeOf = (row: MetricRow): number | null => row.cells.find((cell) => cell.configId === order.configId)?.changePct ?? null
  const sign = order.first === 'up' ? -1 : 1
  return [...rows].sort((a, b) => compareKnown(changeOf(a), changeOf(b), sign))
}

function compareKnown(a: number | null, b: number | null, sign: 1 | -1): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null)
  return sign * (a - b)
}
