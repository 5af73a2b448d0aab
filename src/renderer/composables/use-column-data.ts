/** What each column of charts has to show for the visible span: its runs' series, or their differences against the baseline. */
import { computed, type ComputedRef } from 'vue'
import type { SeriesSet } from '../../shared/series'
import type { PanelLayer } from '../charts/panel'
import { subtractSets } from '../charts/differences'
import type { ChartColumn, ColumnData, ColumnLayer } from '../components/chart-column'
import { shiftSpan, type TimeSpan } from '../stores/zoom'
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
  return [...layers.values()].flatMap(({ key, source, offsetNs = 0, runCount }) => (source === null ? [] : [{ key, source, span: shiftSpan(span, offsetNs), bins, ...(runCount === undefined ? {} : { runCount }) }]))
}

/** The column's layers that have arrived. */
export function columnData(column: ChartColumn, { sets, errors }: SeriesSets): ColumnData {
  const { minus } = column
  const base = minus === undefined ? null : shownSet(minus, sets)
  const layers = column.layers.flatMap((layer): PanelLayer[] => {
    const set = shownSet(layer, sets)
    const shown = set === null || minus === undefined ? set : base === null ? null : subtractSets(set, base)
    return shown === null ? [] : [{ name: layer.name, style: layer.style, set: shown }]
  })
  const error = column.layers.map((layer) => errors.get(layer.key)).find((message) => message !== undefined) ?? null
  return { layers, error, isWaiting: column.layers.every((layer) => layer.source === null) }
}

/** A layer's series on the axis that is shown. */
function shownSet({ key, offsetNs = 0 }: ColumnLayer, sets: SeriesSets['sets']): SeriesSet | null {
  const set = sets.get(key)
  return set === undefined ? null : offsetNs === 0 ? set : { ...set, startNs: set.startNs - offsetNs }
}
