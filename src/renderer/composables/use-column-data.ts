/** What each column of charts has to show for the visible span: its runs' series, or their differences against the baseline. */
import { computed, type ComputedRef } from 'vue'
import type { SeriesSet } from '../../shared/series'
import { subtractSets } from '../../shared/subtract-sets'
import type { PanelLayer } from '../charts/panel'
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
  for (const layer of columns.flatMap(askedFor)) layers.set(layer.key, layer)
  return [...layers.values()].flatMap(({ key, source, offsetNs = 0, runCount }) => (source === null ? [] : [{ key, source, span: shiftSpan(span, offsetNs), bins, ...(runCount === undefined ? {} : { runCount }) }]))
}

/** What a column is made of: its layers, or of a difference what there is of it. */
function askedFor({ layers, minus }: ChartColumn): readonly ColumnLayer[] {
  if (minus === undefined) return layers
  return layers.flatMap((layer) => {
    if (layer.source === null || minus.source === null) return []
    const whole = wholeDifference(layer, minus)
    return whole === null ? [layer, minus] : [whole]
  })
}

/** Two runs of one comparison are subtracted by the back end, which has the other runs of both for the band; null where the two are not that. */
function wholeDifference(layer: ColumnLayer, minus: ColumnLayer): ColumnLayer | null {
  const [own, base] = [layer.source, minus.source]
  if (own?.kind !== 'replayed' || base?.kind !== 'replayed' || own.comparisonId !== base.comparisonId) return null
  return { ...layer, key: `${layer.key}-${minus.key}`, source: { ...own, minus: base.configId } }
}

/** The column's layers that have arrived. */
export function columnData(column: ChartColumn, { sets, errors }: SeriesSets): ColumnData {
  const layers = column.layers.flatMap((layer): PanelLayer[] => {
    const set = layerSet(layer, column.minus, sets)
    return set === null ? [] : [{ name: layer.name, style: layer.style, set }]
  })
  const error = askedFor(column).map((layer) => errors.get(layer.key)).find((message) => message !== undefined) ?? null
  return { layers, error, isWaiting: column.layers.every((layer) => layer.source === null) }
}

function layerSet(layer: ColumnLayer, minus: ColumnLayer | undefined, sets: SeriesSets['sets']): SeriesSet | null {
  if (minus === undefined) return shownSet(layer, sets)
  const whole = wholeDifference(layer, minus)
  if (whole !== null) return shownSet(whole, sets)
  const [set, base] = [shownSet(layer, sets), shownSet(minus, sets)]
  return set === null || base === null ? null : subtractSets(set, base)
}

/** A layer's series on the axis that is shown. */
function shownSet({ key, offsetNs = 0 }: ColumnLayer, sets: SeriesSets['sets']): SeriesSet | null {
  const set = sets.get(key)
  return set === undefined ? null : offsetNs === 0 ? set : { ...set, startNs: set.startNs - offsetNs }
}
