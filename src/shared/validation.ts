/** How well a configuration was predicted from a recording of another one (schema `reclaimscope.validation/1`). */
import * as v from 'valibot'
import { configurationSchema } from './config'
import { pagesIdentitySchema } from './page-contents'

export const VALIDATION_SCHEMA_ID = 'reclaimscope.validation/1'

const n = v.nullable(v.number())

export const validationMetricSchema = v.object({
  baselineObserved: n,
  baselineReplayed: n,
  /** Median of the ensemble. */
  predicted: n,
  /** p5 and p95 of the ensemble; null with fewer than 3 members. */
  interval: v.nullable(v.tuple([v.number(), v.number()])),
  /** Geometric mean of the repetitions (arithmetic where one of them is 0). */
  actual: n,
  actualRange: v.nullable(v.tuple([v.number(), v.number()])),
  errorPct: n,
  predictedChangePct: n,
  actualChangePct: n
})
export type ValidationMetric = v.InferOutput<typeof validationMetricSchema>

export const validationSchema = v.object({
  schema: v.literal(VALIDATION_SCHEMA_ID),
  version: v.string(),
  config: configurationSchema,
  baseline: v.string(),
  /** The file whose contents stood for the baseline's pages; absent without one. */
  pages: v.optional(pagesIdentitySchema),
  actuals: v.array(v.string()),
  seed: v.number(),
  seeds: v.number(),
  metrics: v.record(v.string(), validationMetricSchema),
  fitVerdict: v.object({ grade: v.picklist(['good', 'fair', 'poor', 'none']), summary: v.string() }),
  warnings: v.array(v.string())
})
export type Validation = v.InferOutput<typeof validationSchema>
