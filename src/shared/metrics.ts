/**
 * The metrics of one span of time, observed or replayed. One shape for JSON, CSV, reports and the app.
 * `null` is "cannot be told", never 0.
 */
import * as v from 'valibot'

const n = v.nullable(v.number())
/** A metric that earlier versions did not write. */
const later = v.optional(n, null)

/** CPU time classes, in the order in which charts stack them. */
export const CPU_CLASSES = ['app', 'directReclaim', 'kswapd', 'kcompressd', 'other', 'idle'] as const
export type CpuClass = (typeof CPU_CLASSES)[number]

/** zram's backing device (bd_stat and what it costs). Pages are pages of the device. */
const writebackSchema = v.object({
  bdCount: n, bdReads: n, bdWrites: n, discarded: n, failedWrites: n, neverRead: n, readBackPct: n, writeCpuS: n, writeDecompressCpuS: n, readCpuS: n, readDecompressCpuS: n,
  writeEnergyJ: n, readEnergyJ: n, readP50Us: n, readP95Us: n, deviceBusyS: n
})

/** What a second algorithm made of slots of zram. */
const recompressionSchema = v.object({ tried: n, smaller: n, savedBytes: n, cpuS: n, energyJ: n })

/** zswap and the swap device behind it. */
const zswapSchema = v.object({
  stored: n, onDevice: n, zswpout: n, zswpin: n, poolLimitHit: n, rejectCompressPoor: n, rejectAllocFail: n, refusedToDevice: n, refusedKept: n, writtenBack: n, deviceReads: n,
  readP50Us: n, readP95Us: n, deviceBusyS: n
})

const byClassSchema = v.object({ app: n, directReclaim: n, kswapd: n, kcompressd: n, other: n, idle: n })

export const metricsSchema = v.object({
  durationS: v.number(),
  pgstealAnon: n, pgstealAnonPerS: n, pgstealAnonPerAwakeS: n, pgstealFile: n, pgstealKswapd: n, pgstealDirect: n,
  pgscanAnon: n, pgscanKswapd: n, pgscanDirect: n, pgrotated: n, pswpin: n, pswpout: n, allocstall: n,
  directReclaim: v.object({ count: n, totalMs: n, p50Ms: n, p95Ms: n, maxMs: n }),
  kswapd: v.object({ awakeS: n, wakes: n, sleeps: n, cpuS: n }),
  kcompressd: v.object({ cpuS: n, queued: n, fallbackFull: n, maxDepth: n, waitMsMean: n, directReclaims: n }),
  cpus: v.array(v.object({ cpu: v.number(), busyPct: n, byClass: byClassSchema })),
  zram: v.object({
    origBytes: n, comprBytes: n, memUsedBytes: n, samePages: n, hugePages: n,
    /** The rest of mm_stat and io_stat. Absent in files of earlier versions. */
    memUsedMaxBytes: later, memLimitBytes: later, pagesCompacted: later, failedWrites: later, notifyFree: later, writeStalls: later
  }),
  queueHits: n, stalledTaskMs: n,
  /** Absent in files of earlier versions. */
  interferenceMs: later, energyJ: n,
  /** Only where the configuration has them. */
  writeback: v.optional(writebackSchema), recompression: v.optional(recompressionSchema), zswap: v.optional(zswapSchema)
})

export type Metrics = v.InferOutput<typeof metricsSchema>

/** Flattens nested metrics to dotted names: `directReclaim.totalMs`, `cpus.0.busyPct`, `cpus.0.byClass.kswapd`. Order is that of the object. */
export function flattenMetrics(metrics: Metrics): Map<string, number | null> {
  const flat = new Map<string, number | null>()
  const visit = (value: unknown, path: string): void => {
    if (value === null || typeof value === 'number') flat.set(path, value)
    else if (Array.isArray(value)) value.forEach((item: { cpu: number }) => visit(item, `${path}.${item.cpu}`))
    else if (typeof value === 'object') for (const [key, child] of Object.entries(value as object)) if (key !== 'cpu') visit(child, path === '' ? key : `${path}.${key}`)
  }
  visit(metrics, '')
  return flat
}
