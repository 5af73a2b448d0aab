/** A column of charts: the recording, one configuration, all of them laid over each other, or one minus the baseline. */
import type { PanelLayer } from '../charts/panel'
import type { LineStyle } from '../charts/line-option'
import type { SeriesSource } from '../stores/series'

/** One run shown in a column. */
export interface ColumnLayer {
  readonly key: string
  readonly name: string
  readonly style: LineStyle
  /** Null while the run has no result yet. */
  readonly source: SeriesSource | null
  /** Time on the source's clock minus the time shown, ns: another capture, aligned. 0 when absent. */
  readonly offsetNs?: number
  /** Finished runs of the configuration: its band grows with them. */
  readonly runCount?: number
}

export interface ChartColumn {
  readonly key: string
  readonly title: string
  /** `observed`, `replayed`, `replayed, baseline`. */
  readonly note: string
  /** Usually one; in overlay mode all. */
  readonly layers: readonly ColumnLayer[]
  /** Key of the layer that is taken off every layer: the column shows differences. */
  readonly minus?: ColumnLayer
}

/** What a column has to show now. */
export interface ColumnData {
  readonly layers: readonly PanelLayer[]
  readonly error: string | null
  readonly isWaiting: boolean
}

/** Title and note: `zram-v1, replayed`. */
export function columnName(column: Pick<ChartColumn, 'title' | 'note'>): string {
  return column.note === '' ? column.title : `${column.title}, ${column.note}`
}

/** A column of one run. */
export function singleColumn(layer: ColumnLayer, note: string, title: string = layer.name): ChartColumn {
  return { key: layer.key, title, note, layers: [layer] }
}
