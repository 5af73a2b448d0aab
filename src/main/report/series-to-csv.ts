/** Binned series as a table: one row per bin. */
import { CPU_CLASSES } from '../../shared/metrics'
import type { SeriesSet } from '../../shared/series'
import { csvLines, csvNumber, csvText } from '../../shared/csv-cell'

/**
 * Columns: `time_s` (start of the bin, seconds from the start of the set), one per series by its id, then
 * `cpu<N>.<class>` (share of the bin, 0..1). Bins without data are empty cells.
 */
export function seriesToCsv(set: SeriesSet): string {
  const columns: readonly (readonly [string, Float64Array])[] = [
    ...set.series.map((entry) => [entry.id, entry.values] as const),
    ...set.cpus.flatMap((cpu) => CPU_CLASSES.map((name) => [`cpu${cpu.cpu}.${name}`, cpu.byClass[name]] as const))
  ]
  const rows = Array.from({ length: set.binCount }, (_, bin) => [
    csvNumber(Math.round(bin * set.binNs) / 1e9), ...columns.map(([, values]) => csvNumber(values[bin]))
  ])
  return csvLines([['time_s', ...columns.map(([name]) => csvText(name))], ...rows])
}
