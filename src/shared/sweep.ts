/** A sweep: many configurations over one capture, all of a grid or a search through it (schemas `reclaimscope.grid/1` and `reclaimscope.sweep/1`). */
import * as v from 'valibot'
import { captureIdentitySchema } from './comparison'
import { configurationSchema } from './config'
import { BASELINE, MAX_CONSTRAINT_LENGTH, parseConstraint, type Constraint } from './constraint'
import type { AppError } from './errors'
import { MAX_FIELD_VALUES } from './field-text'
import type { Goal } from './judge-sweep'
import { findMeasure } from './measures'
import { metricsSchema } from './metrics'
import { fail, ok, type Result } from './result'

export const GRID_SCHEMA_ID = 'reclaimscope.grid/1'
export const SWEEP_SCHEMA_ID = 'reclaimscope.sweep/1'

/** Every combination of a grid is replayed; beyond this number only a search can. */
export const MAX_POINTS = 5000
export const MAX_BUDGET = 2000
export const DEFAULT_BUDGET = 96

/** A dotted path into a configuration, e.g. `kcompressd.threads`. */
const path = v.pipe(v.string(), v.regex(/^(kcompressd|swap|vm)(\.[A-Za-z]+){1,3}$/, 'a path such as kcompressd.threads'))
const value = v.union([v.string(), v.number(), v.boolean(), v.null(), v.array(v.union([v.string(), v.number()]))])

export const gridSchema = v.object({
  schema: v.optional(v.literal(GRID_SCHEMA_ID)),
  /** What the fields are set on: a preset's id, or a configuration. */
  base: v.optional(v.union([v.string(), configurationSchema]), 'mm'),
  /** Values to combine, by path. */
  fields: v.pipe(v.record(path, v.pipe(v.array(value), v.minLength(1), v.maxLength(MAX_FIELD_VALUES))), v.check((fields) => Object.keys(fields).length > 0, 'at least one field')),
  /** What to make small, most important first; flat metric names. */
  minimise: v.optional(v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(4)), ['directReclaim.totalMs', 'reclaimCpuS']),
  /** Sentences such as `kcompressd CPU below 10 %`; or largest values by flat metric name, `{ "vsBaseline": 0 }` = no more than the baseline. */
  constraints: v.optional(v.union([
    v.pipe(v.array(v.pipe(v.string(), v.maxLength(MAX_CONSTRAINT_LENGTH))), v.maxLength(16)),
    v.record(v.string(), v.union([v.number(), v.object({ vsBaseline: v.number() })]))
  ]), []),
  /** `grid`: every combination. `guided`: a search that replays at most `budget` combinations and gives more runs to the better ones. */
  search: v.optional(v.picklist(['grid', 'guided']), 'grid'),
  budget: v.optional(v.pipe(v.number(), v.integer(), v.minValue(4), v.maxValue(MAX_BUDGET)), DEFAULT_BUDGET)
})
export type Grid = v.InferOutput<typeof gridSchema>

const referenceSchema = v.object({ config: configurationSchema, metrics: metricsSchema, reclaimCpuS: v.number() })
export type SweepReference = v.InferOutput<typeof referenceSchema>

export const sweepPointSchema = v.object({
  id: v.string(),
  fields: v.record(v.string(), value),
  config: configurationSchema,
  metrics: metricsSchema,
  /** CPU seconds of kswapd, kcompressd and direct reclaim together. */
  reclaimCpuS: v.number(),
  /** p5 and p95 by flat name, CPUs left out; empty below 3 runs. */
  interval: v.record(v.string(), v.tuple([v.number(), v.number()])),
  /** Runs behind the numbers. */
  members: v.number(),
  /** What the model says about its runs, each sentence once. */
  warnings: v.array(v.string()),
  meetsConstraints: v.boolean(),
  onFront: v.boolean()
})
export type SweepPoint = v.InferOutput<typeof sweepPointSchema>

export const sweepSchema = v.object({
  schema: v.literal(SWEEP_SCHEMA_ID),
  version: v.string(),
  capture: captureIdentitySchema,
  grid: gridSchema,
  seed: v.number(),
  seeds: v.number(),
  /** Combinations of the grid; a guided search replays fewer. */
  combinations: v.number(),
  /** False while runs are missing: stopped, or still going on. */
  isComplete: v.boolean(),
  baseline: referenceSchema,
  /** Other configurations that constraints refer to. */
  references: v.array(referenceSchema),
  points: v.array(sweepPointSchema),
  /** Ids of the points on the Pareto front of what is minimised, among those that meet the constraints. */
  front: v.array(v.string()),
  /** Best point by the first metric minimised (ties: the next), among those that meet the constraints; null = none does. */
  best: v.nullable(v.string()),
  /** What keeps the constraints from being judged or met. */
  notes: v.array(v.string()),
  warnings: v.array(v.string())
})
export type Sweep = v.InferOutput<typeof sweepSchema>

/**
 * What a grid asks for, checked.
 * @returns CONFIG_INVALID that names the metric or constraint nobody knows
 */
export function readGoal({ minimise, constraints }: Pick<Grid, 'minimise' | 'constraints'>): Result<Goal, AppError> {
  const unknown = minimise.find((name) => findMeasure(name) === undefined)
  if (unknown !== undefined) return fail(noSuchMetric(unknown))
  if (!Array.isArray(constraints)) return readLimits(constraints, minimise)
  const read: Constraint[] = []
  for (const text of constraints) {
    const parsed = parseConstraint(text)
    if (!parsed.ok) return fail({ code: 'CONFIG_INVALID', message: `A constraint cannot be read: ${parsed.error}`, found: text })
    read.push(parsed.value)
  }
  return ok({ minimise, constraints: read })
}

function readLimits(limits: Readonly<Record<string, number | { readonly vsBaseline: number }>>, minimise: readonly string[]): Result<Goal, AppError> {
  const unknown = Object.keys(limits).find((name) => findMeasure(name) === undefined)
  if (unknown !== undefined) return fail(noSuchMetric(unknown))
  const constraints = Object.entries(limits).map(([measure, limit]): Constraint => ({
    measure, comparator: '<=', bound: typeof limit === 'number' ? { kind: 'value', value: limit } : { kind: 'reference', id: BASELINE, factor: 1 + limit.vsBaseline / 100 }
  }))
  return ok({ minimise, constraints })
}

function noSuchMetric(name: string): AppError {
  return { code: 'CONFIG_INVALID', message: 'There is no such metric.', found: name, advice: "Flat names such as directReclaim.totalMs, kswapd.cpuS, reclaimCpuS, energyJ; see 'reclaimscope schema metrics'." }
}
