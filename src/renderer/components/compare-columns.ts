/** The columns of the comparison: side by side, all in one, each minus what it is measured against, or a prediction over its recording. */
import type { ComparisonStatus, Configuration } from '../../shared/contract'
import type { ConfigStyle } from '../charts/palette'
import type { CompareMode } from '../stores/view'
import { singleColumn, type ChartColumn, type ColumnLayer } from './chart-column'
import { t } from '../text/text'

/** Another recording, laid beside the first. */
export interface SecondCapture {
  readonly captureId: string
  readonly name: string
  readonly offsetNs: number
  /** Configuration that it recorded: the run of that id is its prediction. */
  readonly configId: string
}

export interface CompareColumnsInput {
  readonly captureId: string
  /** Name of the capture; told only where there are two. */
  readonly name: string
  readonly second: SecondCapture | null
  readonly mode: CompareMode
  readonly status: ComparisonStatus | null
  /** As asked for. */
  readonly configs: readonly Configuration[]
  readonly styleOf: (configId: string) => ConfigStyle
}

export interface CompareLayers {
  readonly observed: ColumnLayer
  readonly second: ColumnLayer | null
  readonly runs: readonly ColumnLayer[]
}

/** In the order of the columns. */
export function allLayers({ observed, second, runs }: CompareLayers): ColumnLayer[] {
  return [observed, ...(second === null ? [] : [second]), ...runs]
}

/** The baseline first, then the configurations as chosen, so that no column moves while results arrive. */
export function runConfigs({ status, configs }: Pick<CompareColumnsInput, 'status' | 'configs'>): readonly Configuration[] {
  const comparison = status?.comparison ?? null
  const baseline = comparison?.runs.map((run) => run.config).filter((config) => config.id === comparison.baseline) ?? []
  return [...baseline, ...configs.filter((config) => config.id !== comparison?.baseline)]
}

/** Everything that can be drawn. */
export function compareLayers(input: CompareColumnsInput): CompareLayers {
  const { captureId, name, second } = input
  return {
    observed: { key: 'observed', name: second === null ? t('compare.observed') : name, style: { kind: 'observed' }, source: { kind: 'observed', captureId } },
    second: second === null ? null : { key: 'second', name: second.name, style: { kind: 'observed', isSecond: true }, source: { kind: 'observed', captureId: second.captureId }, offsetNs: second.offsetNs },
    runs: runConfigs(input).map((config) => runLayer(config, input))
  }
}

/** Columns of a mode. What was recorded is never mixed with what was replayed, but where a prediction is held against its recording. */
export function compareColumns(input: CompareColumnsInput): ChartColumn[] {
  const layers = compareLayers(input)
  const { observed, second, runs } = layers
  const baselineId = input.status?.comparison?.baseline
  const recorded = second === null ? [singleColumn(observed, '')] : [singleColumn(observed, t('compare.observed')), singleColumn(second, t('compare.observedSecond'))]
  if (input.mode === 'overlay') return [{ key: 'overlay', title: t('compare.allColumn'), note: '', layers: [observed, ...(second === null ? [] : [second]), ...runs] }]
  if (input.mode === 'delta') return [...recordedDelta(layers), ...deltaColumns(runs, baselineId)]
  if (input.mode === 'prediction' && second !== null) return [...recorded, ...predictionColumn(second, predictionOf(input, runs))]
  return [...recorded, ...runs.map((run) => singleColumn(run, run.name === baselineId ? t('compare.replayedBaseline') : t('compare.replayedColumn')))]
}

function predictionOf({ second }: CompareColumnsInput, runs: readonly ColumnLayer[]): ColumnLayer | undefined {
  return runs.find((run) => run.name === second?.configId)
}

function predictionColumn(second: ColumnLayer, prediction: ColumnLayer | undefined): ChartColumn[] {
  if (prediction === undefined) return []
  return [{ key: 'prediction', title: t('compare.predictionOverTheRecording'), note: '', layers: [{ ...second, name: t('compare.observed') }, { ...prediction, name: t('compare.predicted') }] }]
}

function recordedDelta({ observed, second }: CompareLayers): ChartColumn[] {
  if (second === null) return []
  return [{ ...singleColumn(second, t('compare.minusNameBothObserved', { name: observed.name })), key: 'recorded-delta', minus: observed }]
}

function deltaColumns(runs: readonly ColumnLayer[], baselineId: string | undefined): ChartColumn[] {
  const baseline = runs.find((run) => run.name === baselineId)
  const others = runs.filter((run) => run.name !== baselineId)
  return others.map((run) => {
    const column = singleColumn(run, baseline === undefined ? t('compare.replayedColumn') : t('compare.minusNameBothReplayed', { name: baseline.name }))
    return { ...column, minus: baseline ?? { ...run, key: 'no-baseline', source: null } }
  })
}

function runLayer(config: Configuration, { status, styleOf }: CompareColumnsInput): ColumnLayer {
  const isReady = status?.comparison?.runs.some((run) => run.config.id === config.id) ?? false
  const comparisonId = status?.comparisonId
  const runTotal = status?.comparison?.runs.length ?? 0
  return {
    key: `run-${config.id}`, name: config.id, style: { kind: 'replayed', style: styleOf(config.id) },
    source: isReady && comparisonId !== undefined ? { kind: 'replayed', comparisonId, configId: config.id } : null,
    // Runs are done member by member, of all configurations in turn.
    ...(status === null || runTotal === 0 ? {} : { runCount: Math.floor(status.membersDone / runTotal) })
  }
}
