/** The results of one comparison as they are kept in a project: the comparison, and the series and stall lengths of its runs. */
import * as v from 'valibot'
import { comparisonSchema, type Comparison } from '../../shared/comparison'
import { CPU_CLASSES } from '../../shared/metrics'
import { decodeMessage, encodeMessage } from '../../shared/rpc/message-codec'
import type { SeriesSet } from '../../shared/series'
import { MAX_STALL_POINTS, type StallDurations } from '../../shared/stalls'
import { MAX_THREAD_NAMES, THREAD_CLASSES, type ThreadTimes } from '../../shared/thread-times'

/** What the window can show of a comparison without replaying it again. */
export interface StoredResults {
  readonly comparison: Comparison
  readonly series: ReadonlyMap<string, SeriesSet>
  readonly members: ReadonlyMap<string, readonly SeriesSet[]>
  readonly stalls: ReadonlyMap<string, StallDurations>
  readonly threads: ReadonlyMap<string, ThreadTimes>
}

/** Unpacked results are read as a whole. */
export const MAX_RESULT_BYTES = 512 * 1024 * 1024
const MAX_BINS = 1 << 20
const MAX_CPUS = 1024
const MAX_MEMBERS = 1000

const finite = v.pipe(v.number(), v.finite())
const values = v.instance(Float64Array)
const setSchema = v.pipe(
  v.object({
    startNs: finite,
    binNs: v.pipe(finite, v.gtValue(0)),
    binCount: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_BINS)),
    series: v.pipe(v.array(v.object({ id: v.string(), unit: v.string(), values })), v.maxLength(64)),
    cpus: v.pipe(v.array(v.object({ cpu: v.pipe(v.number(), v.integer(), v.minValue(0)), byClass: v.object(v.entriesFromList(CPU_CLASSES, values)) })), v.maxLength(MAX_CPUS))
  }),
  v.check((set) => [...set.series.map((one) => one.values), ...set.cpus.flatMap(({ byClass }) => Object.values(byClass))].every(({ length }) => length === set.binCount), 'a series is not as long as it says')
)
const nullable = v.nullable(v.number())
const stallsSchema = v.object({
  count: v.number(), totalMs: v.number(), sortedMs: v.pipe(values, v.check(({ length }) => length <= MAX_STALL_POINTS, 'too many stalls')),
  p50Ms: nullable, p95Ms: nullable, p99Ms: nullable, maxMs: nullable
})
const threadsSchema = v.object({
  threads: v.pipe(v.array(v.object({ name: v.pipe(v.string(), v.maxLength(256)), cpuClass: v.picklist(THREAD_CLASSES), threadCount: finite, cpuS: finite })), v.maxLength(MAX_THREAD_NAMES)),
  rest: v.object({ threadCount: finite, cpuS: finite })
})
const resultsSchema = v.object({
  comparison: comparisonSchema,
  runs: v.pipe(v.array(v.object({ configId: v.string(), series: v.nullable(setSchema), members: v.optional(v.pipe(v.array(setSchema), v.maxLength(MAX_MEMBERS)), []), stalls: v.nullable(stallsSchema), threads: v.optional(v.nullable(threadsSchema), null) })), v.maxLength(16))
})

/** The results as bytes. */
export function encodeResults({ comparison, series, members, stalls, threads }: StoredResults): Uint8Array {
  const runs = comparison.runs.map(({ config: { id } }) => ({ configId: id, series: series.get(id) ?? null, members: members.get(id) ?? [], stalls: stalls.get(id) ?? null, threads: threads.get(id) ?? null }))
  return encodeMessage({ comparison, runs })
}

/** The results of these bytes, or null when they are none. */
export function decodeResults(bytes: Uint8Array): StoredResults | null {
  let decoded: unknown
  try {
    decoded = decodeMessage(bytes)
  } catch {
    return null
  }
  const parsed = v.safeParse(resultsSchema, decoded)
  if (!parsed.success) return null
  const { comparison, runs } = parsed.output
  return {
    comparison,
    // The ids are the series' own; one that this version does not know is never asked for.
    series: new Map(runs.flatMap(({ configId, series }) => (series === null ? [] : [[configId, series as SeriesSet] as const]))),
    members: new Map(runs.map(({ configId, members }) => [configId, members as readonly SeriesSet[]])),
    stalls: new Map(runs.flatMap(({ configId, stalls }) => (stalls === null ? [] : [[configId, stalls] as const]))),
    threads: new Map(runs.flatMap(({ configId, threads }) => (threads === null ? [] : [[configId, threads] as const])))
  }
}
