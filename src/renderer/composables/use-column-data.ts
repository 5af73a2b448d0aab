/** What each column of charts has to show for the visible span: its runs' series, or their differences against the baseline. */
import { computed, type ComputedRef } from 'vue'
import type { PanelLayer } from '../charts/panel'
import { subtractSets } from '../charts/differences'
import type { ChartColumn, ColumnData, ColumnLayer } from '../components/chart-column'
import type { TimeSpan } from '../stores/zoom'
import { useSeriesSets, type SeriesQuery, type SeriesSets } from './use-series-sets'

/** Asks for every run of every column once. `bins` 0: not laid out yet, nothing is asked. */
export function useColumnData(columns: () => readonly ChartColumn[], span: () => TimeSpan, bins: () => number): ComputedRef<ReadonlyMap<string, ColumnData>> {
  const found = useSeriesSets(() => (bins() === 0 ? [] : queriesOf(columns(), span(), bins())))
  return computed(() => new Map(columns().map((column) => [column.key, columnData(column, found)])))
}

/** One query per run, however many columns show it. */
export function queriesOf(columns: readonly ChartColumn[], span: TimeSpan, bins: number): SeriesQuery[] {
  const layers = new Map<string, ColumnLayer>()
  for (const column of columns) for (const layer of column.minus === undefined ? column.layers : [...column.layers, column.minus]) layers.set(layer.key, layer)
  return [...layers.values()].flatMap(({ key, source }) => (source === null ? [] : [{ key, source, span, bins }]))
}

/** The column's layers that have arrived. */
export function columnData(column: ChartColumn, { sets, errors }: SeriesSets): ColumnData {
  const { minus } = column
  const base = minus === undefined ? null : (sets.get(minus.key) ?? null)
  const layers = column.layers.flatMap((layer): PanelLayer[] => {
    const set = sets.get(layer.key)
    const shown = set === undefined ? null : minus === undefined ? set : base === null ? null : subtractSets(set, base)
    return shown === null ? [] : [{ name: layer.name, style: layer.style, set: shown }]
  })
  const error = column.layers.map((layer) => errors.get(layer.key)).find((message) => message !== undefined) ?? null
  return { layers, error, isWaiting: column.layers.every((layer) => layer.source === null) }
}
