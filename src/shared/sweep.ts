/** A sweep: every combination of some configuration fields over one capture (schemas `reclaimscope.grid/1` and `reclaimscope.sweep/1`). */
import * as v from 'valibot'
import { captureIdentitySchema } from './comparison'
import { configurationSchema } from './config'
import { metricsSchema } from './metrics'

export const GRID_SCHEMA_ID = 'reclaimscope.grid/1'
export const SWEEP_SCHEMA_ID = 'reclaimscope.sweep/1'

/** A dotted path into a configuration, e.g. `kcompressd.threads`. */
const path = v.pipe(v.string(), v.regex(/^(kcompressd|swap|vm)(\.[A-Za-z]+){1,3}$/, 'a path such as kcompressd.threads'))
const value = v.union([v.string(), v.number(), v.boolean(), v.null(), v.array(v.union([v.string(), v.number()]))])

export const gridSchema = v.object({
  schema: v.optional(v.literal(GRID_SCHEMA_ID)),
  /** Preset id that the fields are set on. */
  base: v.optional(v.string(), 'mm'),
  /** Values to combine, by path. */
  fields: v.pipe(v.record(path, v.pipe(v.array(value), v.minLength(1), v.maxLength(64))), v.check((fields) => Object.keys(fields).length > 0, 'at least one field')),
  /** What to make small, most important first; flat metric names. */
  minimise: v.optional(v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(4)), ['directReclaim.totalMs', 'reclaimCpuS']),
  /** Largest value allowed, by flat metric name; `{ "vsBaseline": 0 }` = no more than the baseline. */
  constraints: v.optional(v.record(v.string(), v.union([v.number(), v.object({ vsBaseline: v.number() })])), {})
})
export type Grid = v.InferOutput<typeof gridSchema>

export const sweepPointSchema = v.object({
  id: v.string(),
  fields: v.record(v.string(), value),
  config: configurationSchema,
  metrics: metricsSchema,
  /** CPU seconds of kswapd, kcompressd and direct reclaim together. */
  reclaimCpuS: v.number(),
  interval: v.record(v.string(), v.tuple([v.number(), v.number()])),
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
  baseline: v.object({ config: configurationSchema, metrics: metricsSchema, reclaimCpuS: v.number() }),
  points: v.array(sweepPointSchema),
  /** Ids of the points on the Pareto front of what is minimised, among those that meet the constraints. */
  front: v.array(v.string()),
  /** Best point by the first metric minimised (ties: the next), among those that meet the constraints; null = none does. */
  best: v.nullable(v.string()),
  warnings: v.array(v.string())
})
export type Sweep = v.InferOutput<typeof sweepSchema>
