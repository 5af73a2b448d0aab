/**
 * A configuration: one kcompressd/zram/zswap set-up (schema `reclaimscope.config/1`).
 * `null` in `vm` means "as recorded". Every field has a default, so a partial JSON file is a valid configuration.
 */
import * as v from 'valibot'

export const CONFIG_SCHEMA_ID = 'reclaimscope.config/1'

/** Sizes of a page, and of a folio, that a configuration may ask for. */
export const PAGE_KIB = [4, 16, 64] as const
export const FOLIO_KIB = [8, 16, 32, 64] as const

const cpuList = v.union([v.literal('all'), v.pipe(v.array(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1023))), v.minLength(1))])
const nullableInteger = (min: number, max: number) => v.nullable(v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max)))

/** Fields that came later: absent in files of earlier versions, and then as in `CONFIG_DEFAULTS`. */
const whole = (min: number, max: number) => v.optional(v.pipe(v.number(), v.integer(), v.minValue(min), v.maxValue(max)))
const amount = (min: number, max: number) => v.optional(v.pipe(v.number(), v.minValue(min), v.maxValue(max)))

/** What writes cold pages from zram to its backing device: the `writeback` attribute, written to at intervals. */
const writebackSchema = v.object({
  mode: v.optional(v.picklist(['none', 'raw', 'compressed']), 'none'),
  kind: v.optional(v.picklist(['idle', 'huge', 'huge_idle', 'incompressible'])),
  /** Secondary algorithm that tries idle pages before each pass. */
  recompress: v.optional(v.picklist(['none', 'zstd', 'deflate'])),
  /** Pages that it tries (`type=`), and the smallest object (`threshold=`), bytes. */
  recompressKind: v.optional(v.picklist(['idle', 'huge', 'huge_idle', 'all'])),
  recompressThresholdBytes: whole(0, 65_536),
  /** Seconds between two passes, and without an access until a page is idle. */
  intervalS: amount(0.01, 86_400),
  idleAgeS: amount(0, 86_400),
  /** `writeback_limit`, MiB; 0 = none. */
  limitMib: whole(0, 1_048_576),
  /** `writeback_batch_size`: writes in flight. */
  batchPages: whole(1, 1024),
  /** Size of the backing device, MiB; 0 = as large as the swap device. */
  deviceMib: whole(0, 1_048_576)
})

const zswapSchema = v.object({
  maxPoolPercent: whole(1, 100),
  acceptThresholdPercent: whole(1, 100),
  /** `memory.zswap.writeback`: rejected and old pages may go to the swap device. */
  writeback: v.optional(v.boolean()),
  /** The dynamic shrinker (`shrinker_enabled`). */
  shrinker: v.optional(v.boolean())
})

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
  callers: v.optional(v.array(v.picklist(['kswapd', 'direct'])), ['kswapd']),
  /** Pages that a thread takes from its FIFO at once. */
  batchPages: whole(1, 4096),
  /** Threads that share the compression of one batch (padata). */
  splitThreads: whole(1, 64),
  /** An engine beside the CPUs compresses (IAA-like): time until a batch is back, and pages per millisecond. */
  accelerator: v.optional(v.boolean()),
  acceleratorLatencyUs: amount(0, 100_000),
  acceleratorPagesPerMs: amount(1, 1_000_000),
  /** Time that a lock around each FIFO is held per page, ns; 0 = no lock. */
  fifoLockNs: whole(0, 1_000_000)
})

export const configurationSchema = v.object({
  schema: v.optional(v.literal(CONFIG_SCHEMA_ID), CONFIG_SCHEMA_ID),
  id: v.pipe(v.string(), v.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'an id is 1-64 letters, digits, dots, dashes or underscores')),
  title: v.optional(v.pipe(v.string(), v.maxLength(200)), ''),
  kcompressd: v.optional(kcompressdSchema, {}),
  swap: v.optional(
    v.object({
      backend: v.optional(v.picklist(['zram', 'zswap']), 'zram'),
      algorithm: v.optional(v.picklist(['lz4', 'lzo-rle', 'zstd', 'deflate']), 'lz4'),
      /** `mem_limit` of zram, MiB; 0 = none. */
      memLimitMib: whole(0, 1_048_576),
      writeback: v.optional(writebackSchema, {}),
      zswap: v.optional(zswapSchema),
      /** swapoff this many seconds into the window; 0 = never. */
      swapoffAtS: amount(0, 86_400)
    }),
    {}
  ),
  vm: v.optional(
    v.object({
      swappiness: v.optional(nullableInteger(0, 200), null),
      watermarkScaleFactor: v.optional(nullableInteger(1, 3000), null),
      minFreeKbytes: v.optional(nullableInteger(128, 16_777_216), null),
      /** Absent or null: as recorded. */
      watermarkBoostFactor: v.optional(nullableInteger(0, 1_000_000)),
      /** Reclaim threads of a node; NUMA nodes; size of a page; size of the folios in which anonymous memory is kept. */
      kswapdThreads: v.optional(nullableInteger(1, 16)),
      nodes: v.optional(nullableInteger(1, 8)),
      pageKib: v.optional(v.nullable(v.picklist(PAGE_KIB))),
      folioKib: v.optional(v.nullable(v.picklist(FOLIO_KIB)))
    }),
    {}
  )
})

export type Configuration = v.InferOutput<typeof configurationSchema>
export type KcompressdSettings = Configuration['kcompressd']

/** What an absent field means, by dotted path. Fields that are not here have their default in the schema. */
export const CONFIG_DEFAULTS = {
  'kcompressd.batchPages': 1, 'kcompressd.splitThreads': 1, 'kcompressd.accelerator': false, 'kcompressd.acceleratorLatencyUs': 20,
  'kcompressd.acceleratorPagesPerMs': 1000, 'kcompressd.fifoLockNs': 0,
  'swap.writeback.kind': 'idle', 'swap.writeback.recompress': 'none', 'swap.writeback.recompressKind': 'idle', 'swap.writeback.recompressThresholdBytes': 0, 'swap.writeback.intervalS': 1, 'swap.writeback.idleAgeS': 5, 'swap.writeback.limitMib': 0,
  'swap.writeback.batchPages': 32, 'swap.writeback.deviceMib': 0,
  'swap.zswap.maxPoolPercent': 20, 'swap.zswap.acceptThresholdPercent': 90, 'swap.zswap.writeback': true, 'swap.zswap.shrinker': false,
  'swap.memLimitMib': 0, 'swap.swapoffAtS': 0, 'vm.watermarkBoostFactor': null, 'vm.kswapdThreads': null, 'vm.nodes': null, 'vm.pageKib': null, 'vm.folioKib': null
} as const
export type DefaultedPath = keyof typeof CONFIG_DEFAULTS
