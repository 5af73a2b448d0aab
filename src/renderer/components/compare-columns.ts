/** The columns of the comparison: side by side, all in one, or each minus the baseline. */
import type { ComparisonStatus, Configuration } from '../../shared/contract'
import type { ConfigStyle } from '../charts/palette'
import type { CompareMode } from '../stores/view'
import { singleColumn, type ChartColumn, type ColumnLayer } from './chart-column'

export interface CompareColumnsInput {
  readonly captureId: string
  readonly mode: CompareMode
  readonly status: ComparisonStatus | null
  /** As asked for. */
  readonly configs: readonly Configuration[]
  readonly styleOf: (configId: string) => ConfigStyle
}

/** The baseline first, then the configurations as chosen, so that no column moves while results arrive. */
export function runConfigs({ status, configs }: Pick<CompareColumnsInput, 'status' | 'configs'>): readonly Configuration[] {
  const comparison = status?.comparison ?? null
  const baseline = comparison?.runs.map((run) => run.config).filter((config) => config.id === comparison.baseline) ?? []
  return [...baseline, ...configs.filter((config) => config.id !== comparison?.baseline)]
}

/** The recording and every run as something that can be drawn. */
export function compareLayers(input: CompareColumnsInput): { readonly observed: ColumnLayer; readonly runs: readonly ColumnLayer[] } {
  const observed: ColumnLayer = { key: 'observed', name: 'observed', style: { kind: 'observed' }, source: { kind: 'observed', captureId: input.captureId } }
  return { observed, runs: runConfigs(input).map((config) => runLayer(config, input)) }
}

/** Columns of a mode. A difference needs the baseline's replay: the recording has no part in it. */
export function compareColumns(input: CompareColumnsInput): ChartColumn[] {
  const { observed, runs } = compareLayers(input)
  const baselineId = input.status?.comparison?.baseline
  if (input.mode === 'overlay') return [{ key: 'overlay', title: 'all', note: '', layers: [observed, ...runs] }]
  if (input.mode === 'delta') return deltaColumns(runs, baselineId)
  return [singleColumn(observed, ''), ...runs.map((run) => singleColumn(run, run.name === baselineId ? 'replayed, baseline' : 'replayed'))]
}

function deltaColumns(runs: readonly ColumnLayer[], baselineId: string | undefined): ChartColumn[] {
  const baseline = runs.find((run) => run.name === baselineId)
  const others = runs.filter((run) => run.name !== baselineId)
  return others.map((run) => {
    const column = singleColumn(run, baseline === undefined ? 'replayed' : `minus ${baseline.name}, both replayed`)
    return { ...column, minus: baseline ?? { ...run, key: 'no-baseline', source: null } }
  })
}

function runLayer(config: Configuration, { status, styleOf }: CompareColumnsInput): ColumnLayer {
  const isReady = status?.comparison?.runs.some((run) => run.config.id === config.id) ?? false
  const comparisonId = status?.comparisonId
  return {
    key: `run-${config.id}`, name: config.id, style: { kind: 'replayed', style: styleOf(config.id) },
    source: isReady && comparisonId !== undefined ? { kind: 'replayed', comparisonId, configId: config.id } : null
  }
}
