/**
 * A configuration: one kcompressd/zram/zswap set-up (schema `reclaimscope.config/1`).
 * `null` in `vm` means "as recorded". Every field has a default, so a partial JSON file is a valid configuration.
 */
import * as v from 'valibot'

export const CONFIG_SCHEMA_ID = 'reclaimscope.config/1'

const cpuList = v.union([v.literal('all'), v.pipe(v.array(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1023))), v.minLength(1))])
const nullableInteger = (min: number, max: number) => v.nullable(v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max)))

export const kcompressdSchema = v.object({
  /** Where the asynchronous hand-over sits: nowhere, in zram (March 2025 series) or in mm (April 2025 patch). */
  variant: v.optional(v.picklist(['off', 'zram', 'mm']), 'off'),
  threads: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(64)), 1),
  /** Pages per FIFO; one FIFO per thread. */
  fifoEntries: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1_048_576)), 256),
  /** Full FIFO: compress the new page synchronously, or the oldest queued one, or wait for room. */
  whenFull: v.optional(v.picklist(['sync-new', 'sync-oldest', 'wait']), 'sync-new'),
  cpus: v.optional(cpuList, 'all'),
  nice: v.optional(v.pipe(v.number(), v.integer(), v.minValue(-20), v.maxValue(19)), 0),
  /** Delay before a wake-up takes effect, microseconds (wake-up batching of one vendor copy: 1000-2000). */
  wakeDelayUs: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(1_000_000)), 0),
  /** Worker runs with PF_MEMALLOC: may use the reserves and never enters direct reclaim. */
  memalloc: v.optional(v.boolean(), false),
  /** Written pages rotate to the inactive tail (PG_reclaim kept or restored). */
  rotate: v.optional(v.boolean(), false),
  /** Same-filled pages are recognised by the reclaimer and never queued. */
  skipSameFilled: v.optional(v.boolean(), false),
  /** A fault on a queued page takes it out of the queue before it is compressed. */
  cancelOnRefault: v.optional(v.boolean(), false),
  callers: v.optional(v.array(v.picklist(['kswapd', 'direct'])), ['kswapd'])
})

export const configurationSchema = v.object({
  schema: v.optional(v.literal(CONFIG_SCHEMA_ID), CONFIG_SCHEMA_ID),
  id: v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'an id is 1-64 letters, digits, dots, dashes or underscores')),
  title: v.optional(v.pipe(v.string(), v.maxLength(200)), ''),
  kcompressd: v.optional(kcompressdSchema, {}),
  swap: v.optional(
    v.object({
      backend: v.optional(v.picklist(['zram', 'zswap']), 'zram'),
      algorithm: v.optional(v.picklist(['lz4', 'lzo-rle', 'zstd']), 'lz4'),
      writeback: v.optional(v.object({ mode: v.optional(v.picklist(['none', 'raw', 'compressed']), 'none') }), {})
    }),
    {}
  ),
  vm: v.optional(
    v.object({
      swappiness: v.optional(nullableInteger(0, 200), null),
      watermarkScaleFactor: v.optional(nullableInteger(1, 3000), null),
      minFreeKbytes: v.optional(nullableInteger(128, 16_777_216), null)
    }),
    {}
  )
})

export type Configuration = v.InferOutput<typeof configurationSchema>
export type KcompressdSettings = Configuration['kcompressd']
