/** One run minus another, bin by bin: what a configuration changes over time. */
import { CPU_CLASSES, type CpuClass } from './metrics'
import type { SeriesSet } from './series'

/** `set` minus `base`, for what both tell, without bands; null when they lie on different grids (one of them is still of the span before). */
export function subtractSets(set: SeriesSet, base: SeriesSet): SeriesSet | null {
  if (set.startNs !== base.startNs || set.binNs !== base.binNs || set.binCount !== base.binCount) return null
  const series = set.series.flatMap((entry) => {
    const other = base.series.find(({ id }) => id === entry.id)
    return other === undefined ? [] : [{ ...entry, values: subtract(entry.values, other.values) }]
  })
  const cpus = set.cpus.flatMap((entry) => {
    const other = base.cpus.find(({ cpu }) => cpu === entry.cpu)
    if (other === undefined) return []
    const byClass = Object.fromEntries(CPU_CLASSES.map((name) => [name, subtract(entry.byClass[name], other.byClass[name])])) as Record<CpuClass, Float64Array>
    return [{ cpu: entry.cpu, byClass }]
  })
  return { startNs: set.startNs, binNs: set.binNs, binCount: set.binCount, series, cpus }
}

function subtract(values: Float64Array, base: Float64Array): Float64Array {
  return values.map((value, index) => value - (base[index] ?? Number.NaN))
}
