/** Predicts every arm of a workload from its `off` recordings and compares with what the real kernel did. */
import { existsSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { assembleValidation } from '../../src/engine/assemble-validation'
import { observeMetrics } from '../../src/engine/observe/observe-metrics'
import { prepare } from '../../src/engine/prepare'
import { replay } from '../../src/engine/replay'
import type { Trace } from '../../src/engine/trace/trace'
import type { Prepared, RunResult } from '../../src/engine/run-types'
import { openCapture } from '../../src/main/import/open-capture'
import type { Metrics } from '../../src/shared/metrics'
import { findPreset } from '../../src/shared/presets'

/** Recordings beside the project; commands and tests run in its folder. */
export const LAB = resolve(process.env['RECLAIMSCOPE_CORPUS'] ?? '../shared', 'lab')
export const hasLab = existsSync(LAB)
export const MEMBERS = 9
const SEED = 1

/** Metrics of the table, in order; the kind decides how much noise a row has. */
export const METRICS = [
  { name: 'pgscanKswapd', kind: 'volume' }, { name: 'pgstealKswapd', kind: 'volume' }, { name: 'pgstealAnon', kind: 'volume' },
  { name: 'pgstealAnonPerAwakeS', kind: 'volume' }, { name: 'kswapd.awakeS', kind: 'cpu' }, { name: 'kswapd.cpuS', kind: 'cpu' },
  { name: 'kcompressd.cpuS', kind: 'cpu' }, { name: 'kcompressd.queued', kind: 'volume' }, { name: 'kcompressd.fallbackFull', kind: 'volume' },
  { name: 'pswpin', kind: 'volume' }, { name: 'allocstall', kind: 'stall' }, { name: 'directReclaim.totalMs', kind: 'stall' },
  { name: 'cpus.0.busyPct', kind: 'points' }, { name: 'cpus.1.busyPct', kind: 'points' }
] as const
export type MetricKind = (typeof METRICS)[number]['kind']

/** One cell of the table: a metric of an arm, predicted from one `off` recording. Numbers rounded to 5 digits. */
export interface Cell {
  readonly observed: number | null
  readonly replayed: number | null
  readonly predicted: number | null
  readonly interval: readonly [number, number] | null
  readonly actual: number | null
  readonly range: readonly [number, number] | null
}

/** `w3/off-1 -> zram-v1` -> metric -> cell. */
export type Table = Record<string, Record<string, Cell>>

export function workloads(): string[] {
  return readdirSync(LAB, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name).sort()
}

/** Recordings of an arm, e.g. `off-1`, `off-2`. */
export function recordingsOf(workload: string, arm: string): string[] {
  return readdirSync(join(LAB, workload)).filter((name) => new RegExp(`^${arm}-\\d+$`).test(name)).sort()
}

/** Opens a recording; a failure is a fault here. */
export async function loadTrace(path: string): Promise<Trace> {
  const opened = await openCapture([{ kind: 'path', path }])
  if (!opened.ok) throw new Error(`${path}: ${opened.error.message}`)
  return opened.value
}

const observedOnce = new Map<string, Promise<Metrics>>()

function observed(path: string): Promise<Metrics> {
  let known = observedOnce.get(path)
  if (known === undefined) {
    known = loadTrace(path).then((trace) => observeMetrics(trace, null))
    observedOnce.set(path, known)
  }
  return known
}

/** Cells of one `off` recording against the given arms; `off` itself is compared with all `off` recordings. */
export async function measure(workload: string, baseline: string, arms: readonly string[]): Promise<Table> {
  const prepared = prepare(await loadTrace(join(LAB, workload, baseline)), { window: null, seed: SEED })
  if (!prepared.ok) throw new Error(prepared.error.message)
  const base = replayAll(prepared.value, 'off')
  const table: Table = {}
  for (const arm of arms) {
    const recordings = recordingsOf(workload, arm)
    if (recordings.length === 0) continue
    const results = arm === 'off' ? base : [...base, ...replayAll(prepared.value, arm)]
    const actuals = await Promise.all(recordings.map(async (name) => ({ name, metrics: await observed(join(LAB, workload, name)) })))
    table[`${workload}/${baseline} -> ${arm}`] = cellsOf(prepared.value, arm, baseline, results, actuals)
  }
  return table
}

/** The configuration of a preset that must exist. */
export function presetOf(id: string): NonNullable<ReturnType<typeof findPreset>>['config'] {
  const preset = findPreset(id)
  if (preset === undefined) throw new Error(`no preset ${id}`)
  return preset.config
}

function replayAll(prepared: Prepared, id: string): RunResult[] {
  return Array.from({ length: MEMBERS }, (_, member) => replay(prepared, { config: presetOf(id), seed: SEED, member }))
}

function cellsOf(prepared: Prepared, arm: string, baseline: string, results: readonly RunResult[], actuals: readonly { name: string; metrics: Metrics }[]): Record<string, Cell> {
  const validation = assembleValidation({ prepared, config: presetOf(arm), seed: SEED, seeds: MEMBERS, baselineName: baseline, results, actuals })
  const cells: Record<string, Cell> = {}
  for (const { name } of METRICS) {
    const metric = validation.metrics[name]
    if (metric === undefined || ((metric.predicted ?? 0) === 0 && (metric.actual ?? 0) === 0)) continue
    cells[name] = {
      observed: short(metric.baselineObserved), replayed: short(metric.baselineReplayed), predicted: short(metric.predicted),
      interval: metric.interval === null ? null : [rounded(metric.interval[0]), rounded(metric.interval[1])], actual: short(metric.actual),
      range: metric.actualRange === null ? null : [rounded(metric.actualRange[0]), rounded(metric.actualRange[1])]
    }
  }
  return cells
}

function rounded(value: number): number {
  return Number(value.toPrecision(5))
}

function short(value: number | null): number | null {
  return value === null ? null : rounded(value)
}
