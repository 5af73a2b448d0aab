/** What the columns of a table mean whose header nobody knows, as told by the user (schema `reclaimscope.columns/1`). */
import * as v from 'valibot'

export const COLUMNS_SCHEMA_ID = 'reclaimscope.columns/1'
export const TIME_UNITS = ['s', 'ms', 'us', 'ns'] as const
export type TimeUnit = (typeof TIME_UNITS)[number]

/** Columns that one question shows, and one answer may name. */
export const MAX_MAPPED_COLUMNS = 200
const name = v.pipe(v.string(), v.minLength(1), v.maxLength(200))

export const columnMappingSchema = v.object({
  schema: v.optional(v.literal(COLUMNS_SCHEMA_ID)),
  /** Header of the time column. */
  time: name,
  /** Unit of the times; null = guess by their steps. */
  timeUnit: v.optional(v.nullable(v.picklist(TIME_UNITS)), null),
  /** Header -> counter, with its unit where that is not the one of /proc: `MemFree (MB)`. Columns that are not named here are left out. */
  counters: v.pipe(v.record(name, name), v.check((counters) => Object.keys(counters).length > 0 && Object.keys(counters).length <= MAX_MAPPED_COLUMNS, `name 1 to ${MAX_MAPPED_COLUMNS} counters`)),
  /** Counters that only grow hold what was added since the row before, not their totals. */
  perInterval: v.optional(v.boolean(), false)
})

export type ColumnMapping = v.InferOutput<typeof columnMappingSchema>
