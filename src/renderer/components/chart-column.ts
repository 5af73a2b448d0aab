/** A column of charts: the recording itself or one configuration. */
import type { LineStyle } from '../charts/line-option'
import type { SeriesSource } from '../stores/series'

export interface ChartColumn {
  readonly key: string
  readonly title: string
  /** `observed`, `replayed`, `replayed, baseline`. */
  readonly note: string
  readonly style: LineStyle
  /** Null while the run has no result yet. */
  readonly source: SeriesSource | null
}

/** Title and note: `zram-v1, replayed`. */
export function columnName(column: Pick<ChartColumn, 'title' | 'note'>): string {
  return column.note === '' ? column.title : `${column.title}, ${column.note}`
}
