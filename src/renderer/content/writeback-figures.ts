/** What writeback and recompression cost and brought, configuration by configuration: the figures behind the trade-off. */
import type { Comparison } from '../../shared/comparison'
import { findMetricDefinition, type MetricDefinition } from '../../shared/metric-definitions'
import { flattenMetrics } from '../../shared/metrics'
import { shownUnit, valueText } from './metric-rows'

const NAMES: readonly string[] = [
  'writeback.bdWrites', 'writeback.bdReads', 'writeback.neverRead', 'writeback.writeCpuS', 'writeback.writeDecompressCpuS', 'writeback.readCpuS', 'writeback.readDecompressCpuS',
  'writeback.readP95Us', 'writeback.writeEnergyJ', 'writeback.readEnergyJ', 'recompression.tried', 'recompression.smaller', 'recompression.savedBytes', 'recompression.cpuS', 'recompression.energyJ'
]

export interface WritebackFigures {
  readonly configIds: readonly string[]
  readonly rows: readonly { readonly definition: MetricDefinition; readonly unit: string; readonly values: readonly string[] }[]
}

/** One column for each run with a backing device, one row for each figure that one of them knows. */
export function writebackFigures({ runs }: Comparison): WritebackFigures {
  const columns = runs.filter(({ metrics }) => metrics.writeback !== undefined).map(({ config, metrics }) => ({ id: config.id, flat: flattenMetrics(metrics) }))
  const rows = NAMES.flatMap((name) => {
    const definition = findMetricDefinition(name)
    const values = columns.map(({ flat }) => flat.get(name) ?? null)
    if (definition === undefined || values.every((value) => value === null)) return []
    return [{ definition, unit: shownUnit(definition), values: values.map((value) => valueText(value, definition)) }]
  })
  return { configIds: columns.map(({ id }) => id), rows }
}
