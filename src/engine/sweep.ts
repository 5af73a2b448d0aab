/** Expands a grid into configurations and finds the best set: constraints, then the Pareto front. Pure functions. */
import { safeParse } from 'valibot'
import type { CaptureIdentity } from '../shared/comparison'
import { configurationSchema, type Configuration } from '../shared/config'
import type { AppError } from '../shared/errors'
import { flattenMetrics, type Metrics } from '../shared/metrics'
import { findPreset, PRESETS } from '../shared/presets'
import { fail, ok, type Result } from '../shared/result'
import { SWEEP_SCHEMA_ID, type Grid, type Sweep, type SweepPoint } from '../shared/sweep'
import { PRODUCT_VERSION } from '../shared/version'
import { intervalsOf, medianMetrics } from './ensemble'
import type { Prepared, RunResult } from './run-types'

/** More combinations than this are a mistake in the grid, not a sweep. */
export const MAX_POINTS = 5000

export interface GridPoint {
  readonly id: string
  readonly fields: SweepPoint['fields']
  readonly config: Configuration
}

/**
 * Every combination, the last field varying fastest.
 * @returns CONFIG_UNKNOWN for an unknown base, CONFIG_INVALID for a value that its field does not take or too many combinations
 */
export function expandGrid(grid: Grid): Result<readonly GridPoint[], AppError> {
  const base = findPreset(grid.base)?.config
  if (base === undefined) return fail({ code: 'CONFIG_UNKNOWN', message: 'The base of the grid is no preset.', found: grid.base, expected: PRESETS.map(({ config }) => config.id).join(', ') })
  const fields = Object.entries(grid.fields)
  const count = fields.reduce((product, [, values]) => product * values.length, 1)
  if (count > MAX_POINTS) return fail({ code: 'CONFIG_INVALID', message: 'The grid has too many combinations.', found: String(count), expected: `at most ${MAX_POINTS}` })
  const points: GridPoint[] = []
  for (let index = 0; index < count; index++) {
    const chosen = choose(fields, index)
    const config = withFields(base, chosen, `${grid.base}-${index}`)
    if (!config.ok) return config
    points.push({ id: config.value.id, fields: chosen, config: config.value })
  }
  return ok(points)
}

function choose(fields: readonly [string, readonly SweepPoint['fields'][string][]][], index: number): SweepPoint['fields'] {
  const chosen: SweepPoint['fields'] = {}
  let rest = index
  for (const [path, values] of [...fields].reverse()) {
    chosen[path] = values[rest % values.length] ?? null
    rest = Math.floor(rest / values.length)
  }
  return Object.fromEntries(fields.map(([path]) => [path, chosen[path] ?? null]))
}

function withFields(base: Configuration, fields: SweepPoint['fields'], id: string): Result<Configuration, AppError> {
  const draft = JSON.parse(JSON.stringify({ ...base, id, title: describeFields(fields) })) as Record<string, unknown>
  for (const [path, value] of Object.entries(fields)) {
    const keys = path.split('.')
    const last = keys.pop() ?? ''
    const parent = keys.reduce<Record<string, unknown> | undefined>((at, key) => at?.[key] as Record<string, unknown> | undefined, draft)
    if (parent === undefined || !Object.hasOwn(parent, last)) return fail({ code: 'CONFIG_INVALID', message: 'There is no such field in a configuration.', found: path, advice: "See 'reclaimscope schema config'." })
    parent[last] = value
  }
  const parsed = safeParse(configurationSchema, draft)
  if (parsed.success) return ok(parsed.output)
  return fail({ code: 'CONFIG_INVALID', message: `A value of the grid does not fit its field: ${parsed.issues[0].message}.`, found: describeFields(fields), advice: "See 'reclaimscope schema config'." })
}

/** `threads 2, fifoEntries 256`. */
function describeFields(fields: SweepPoint['fields']): string {
  return Object.entries(fields).map(([path, value]) => `${path.split('.').at(-1)} ${Array.isArray(value) ? value.join('/') : String(value)}`).join(', ')
}

/** CPU seconds that reclaim and compression took together. */
export function reclaimCpuS(metrics: Metrics): number {
  const direct = metrics.cpus.reduce((sum, cpu) => sum + ((cpu.byClass.directReclaim ?? 0) / 100) * metrics.durationS, 0)
  return (metrics.kswapd.cpuS ?? 0) + (metrics.kcompressd.cpuS ?? 0) + direct
}

export interface SweepInput {
  readonly prepared: Prepared
  readonly capture: CaptureIdentity
  readonly grid: Grid
  readonly points: readonly GridPoint[]
  readonly seed: number
  readonly seeds: number
  /** Members of the baseline and of every point, in any order. */
  readonly results: readonly RunResult[]
}

/** Puts a finished sweep together. */
export function assembleSweep(input: SweepInput): Sweep {
  const { prepared, grid } = input
  const byConfig = new Map<string, RunResult[]>()
  for (const result of input.results) byConfig.set(result.configId, [...(byConfig.get(result.configId) ?? []), result])
  const members = (id: string): RunResult[] => (byConfig.get(id) ?? []).sort((a, b) => a.member - b.member)
  const baselineMetrics = medianMetrics(members(prepared.running.id).map(({ metrics }) => metrics))
  const measured = input.points.map((point) => {
    const results = members(point.id)
    const metrics = medianMetrics(results.map((result) => result.metrics))
    return { ...point, metrics, reclaimCpuS: reclaimCpuS(metrics), interval: intervalsOf(results), meetsConstraints: meets(metrics, baselineMetrics, grid) }
  })
  const feasible = measured.filter((point) => point.meetsConstraints)
  const front = new Set(paretoFront(feasible, grid.minimise).map(({ id }) => id))
  const best = [...feasible].sort((a, b) => compareBy(a, b, grid.minimise))[0]
  return {
    schema: SWEEP_SCHEMA_ID, version: PRODUCT_VERSION, capture: input.capture, grid, seed: input.seed, seeds: input.seeds,
    baseline: { config: prepared.running, metrics: baselineMetrics, reclaimCpuS: reclaimCpuS(baselineMetrics) },
    points: measured.map((point) => ({ ...point, onFront: front.has(point.id) })), front: measured.filter(({ id }) => front.has(id)).map(({ id }) => id), best: best?.id ?? null,
    warnings: [...prepared.warnings, ...(feasible.length === 0 ? ['No combination meets the constraints.'] : [])]
  }
}

interface Measured {
  readonly id: string
  readonly metrics: Metrics
  readonly reclaimCpuS: number
}

/** Value of a flat metric or of `reclaimCpuS`; unknown counts as infinitely bad. */
function valueOf(point: Measured, name: string): number {
  if (name === 'reclaimCpuS') return point.reclaimCpuS
  return flattenMetrics(point.metrics).get(name) ?? Infinity
}

function meets(metrics: Metrics, baseline: Metrics, grid: Grid): boolean {
  const of = (source: Metrics, name: string): number => valueOf({ id: '', metrics: source, reclaimCpuS: reclaimCpuS(source) }, name)
  return Object.entries(grid.constraints).every(([name, limit]) => of(metrics, name) <= (typeof limit === 'number' ? limit : of(baseline, name) * (1 + limit.vsBaseline / 100)))
}

/** Points that no other point beats in one metric without losing in another. */
export function paretoFront<T extends Measured>(points: readonly T[], names: readonly string[]): T[] {
  const values = points.map((point) => names.map((name) => valueOf(point, name)))
  const beats = (a: readonly number[], b: readonly number[]): boolean => a.every((value, i) => value <= (b[i] ?? Infinity)) && a.some((value, i) => value < (b[i] ?? Infinity))
  return points.filter((_, i) => !values.some((other) => beats(other, values[i] ?? [])))
}

function compareBy(a: Measured, b: Measured, names: readonly string[]): number {
  for (const name of names) {
    const difference = valueOf(a, name) - valueOf(b, name)
    if (difference !== 0 && !Number.isNaN(difference)) return difference
  }
  return 0
}
