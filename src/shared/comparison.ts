/** The result of replaying one demand under several configurations (schema `reclaimscope.comparison/1`). */
import * as v from 'valibot'
import { configurationSchema } from './config'
import { metricsSchema } from './metrics'
import { pagesIdentitySchema } from './page-contents'

export const COMPARISON_SCHEMA_ID = 'reclaimscope.comparison/1'

const n = v.nullable(v.number())

export const captureIdentitySchema = v.object({
  name: v.string(),
  /** Input files with their size and SHA-256, in order of name. */
  files: v.array(v.object({ name: v.string(), format: v.string(), bytes: v.number(), sha256: v.nullable(v.string()) })),
  clock: v.nullable(v.string()),
  cpuCount: v.number(),
  /** Analysed span on the trace clock, seconds. */
  window: v.object({ startS: v.number(), endS: v.number() }),
  /** A file of the user whose contents stood for those of the pages; absent = as the recording tells. */
  pages: v.optional(pagesIdentitySchema)
})
export type CaptureIdentity = v.InferOutput<typeof captureIdentitySchema>

export const fitEntrySchema = v.object({ observed: n, replayed: n, errorPct: n })
export type FitEntry = v.InferOutput<typeof fitEntrySchema>

/** A cost or parameter of the model and where it came from. */
export const assumptionSchema = v.object({
  name: v.string(),
  value: n,
  unit: v.string(),
  evidence: v.picklist(['measured', 'fitted', 'assumed']),
  /** How it was measured or fitted, or the source of the assumption. */
  detail: v.string()
})
export type Assumption = v.InferOutput<typeof assumptionSchema>

export const warningSchema = v.object({
  code: v.string(), message: v.string(), count: v.number(),
  file: v.optional(v.string()), line: v.optional(v.number()), column: v.optional(v.number()), found: v.optional(v.string())
})

export const comparisonRunSchema = v.object({
  config: configurationSchema,
  metrics: metricsSchema,
  /** p5 and p95 over the ensemble, by flat metric name; empty when a single seed was run. */
  interval: v.record(v.string(), v.tuple([v.number(), v.number()])),
  vsBaseline: v.record(v.string(), v.object({ delta: n, pct: n })),
  /** Why, in numbers: sentences made by the engine. */
  explanation: v.array(v.string())
})
export type ComparisonRun = v.InferOutput<typeof comparisonRunSchema>

export const comparisonNoteSchema = v.object({ startS: v.number(), endS: v.number(), text: v.string() })
export type ComparisonNote = v.InferOutput<typeof comparisonNoteSchema>

export const comparisonSchema = v.object({
  schema: v.literal(COMPARISON_SCHEMA_ID),
  version: v.string(),
  capture: captureIdentitySchema,
  seed: v.number(),
  seeds: v.number(),
  observed: metricsSchema,
  /** Id of the configuration that ran while recording, as the engine replays it. */
  baseline: v.string(),
  fit: v.record(v.string(), fitEntrySchema),
  fitVerdict: v.object({ grade: v.picklist(['good', 'fair', 'poor', 'none']), summary: v.string() }),
  runs: v.array(comparisonRunSchema),
  assumptions: v.array(assumptionSchema),
  warnings: v.array(warningSchema),
  /** What the reader of the recording wrote on it, in reports of the app; seconds on the trace clock, for a moment both the same. */
  notes: v.optional(v.array(comparisonNoteSchema))
})
export type Comparison = v.InferOutput<typeof comparisonSchema>
