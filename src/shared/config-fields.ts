/**
 * Every field of a configuration, explained: one definition for the app's editor and help, reports and the command line. Limits repeat
 * those of `config.ts`, which decides; a test holds the two together.
 */
import { CONFIG_DEFAULTS, FOLIO_KIB, PAGE_KIB, type Configuration, type DefaultedPath, type KcompressdSettings } from './config'

/** What a field takes, and how it is entered. */
export type FieldInput =
  | { readonly kind: 'choice'; readonly options: readonly { readonly value: string; readonly title: string }[] }
  | { readonly kind: 'integer' | 'number'; readonly min: number; readonly max: number }
  /** One of these numbers. */
  | { readonly kind: 'oneOf'; readonly values: readonly number[] }
  | { readonly kind: 'switch' }
  /** `all` or CPU numbers. */
  | { readonly kind: 'cpus' }
  /** Any of the options. */
  | { readonly kind: 'set'; readonly options: readonly { readonly value: string; readonly title: string }[] }

export interface ConfigField {
  /** `kcompressd.fifoEntries`. */
  readonly path: string
  readonly group: 'kcompressd' | 'swap' | 'vm'
  readonly title: string
  readonly unit: string
  /** What the kernel does with it. */
  readonly explanation: string
  readonly source: string
  readonly input: FieldInput
  /** Null is allowed and means "as recorded". */
  readonly isNullable: boolean
}

const V1 = 'kcompressd v1, March 2025 (drivers/block/zram/kcompressd.c)'
const MM = 'kcompressd at the mm level, April 2025 (mm/page_io.c)'
const ZSWAP = 'Documentation/admin-guide/mm/zswap.rst'
const WRITEBACK = 'drivers/block/zram/zram_drv.c writeback_store()'
const SYSCTL = 'Documentation/admin-guide/sysctl/vm.rst'

type FieldRow = readonly [path: string, title: string, unit: string, input: FieldInput, explanation: string, source: string]

const options = (...pairs: readonly (readonly [value: string, title: string])[]) => pairs.map(([value, title]) => ({ value, title }))
const integer = (min: number, max: number): FieldInput => ({ kind: 'integer', min, max })
const SWITCH: FieldInput = { kind: 'switch' }

function define(group: ConfigField['group'], isNullable: boolean, rows: readonly FieldRow[]): ConfigField[] {
  return rows.map(([path, title, unit, input, explanation, source]) => ({ path: `${group}.${path}`, group, title, unit, input, explanation, source, isNullable }))
}

/** All fields in the order in which the editor shows them. */
export const CONFIG_FIELDS: readonly ConfigField[] = [
  ...define('kcompressd', false, [
    ['variant', 'Hand-over', '', { kind: 'choice', options: options(['off', 'off: kswapd compresses'], ['zram', 'zram level'], ['mm', 'mm level']) },
      'zram level: writeback has begun and the page is unlocked when its bio is queued. mm level: the page is queued before it is written, and stays locked until then.', `${V1}; ${MM}`],
    ['threads', 'Threads', '', integer(0, 64), 'Compression threads, each with a FIFO of its own. A page goes to the first FIFO with room, so later threads work only when the earlier ones are full. 0 is the same as off.', `${V1}: nr_kcompressd`],
    ['fifoEntries', 'FIFO depth', 'pages', integer(0, 1_048_576), 'Pages that may wait in each FIFO. A deep one lets kswapd run far ahead of the compression; a shallow one sends it back to compressing. 0 is the same as off.', `${V1}: queue_size_per_kcompressd`],
    ['whenFull', 'When every FIFO is full', '', { kind: 'choice', options: options(['sync-new', 'compress the new page at once'], ['sync-oldest', 'compress the oldest queued page, queue the new one'], ['wait', 'wait for room']) },
      'What the reclaiming task does with a page for which there is no room.', `${V1}; oldest first: kcompressd-unofficial 0.5`],
    ['cpus', 'CPUs of the threads', '', { kind: 'cpus' }, 'CPUs on which the threads may run: all, or a list such as 0-3, 6.', 'sched_setaffinity(2); the posted patches set none'],
    ['nice', 'Nice value', '', integer(-20, 19), 'Weight of the threads against other tasks of a CPU; lower is more. The posted patches leave it at 0.', 'kernel/sched/core.c sched_prio_to_weight'],
    ['wakeDelayUs', 'Wake-up delay', 'µs', { kind: 'number', min: 0, max: 1_000_000 }, 'Time that a thread sleeps before it begins with its queue: fewer switches, longer waits.', 'a vendor copy sleeps 1000 to 2000 µs after each drain'],
    ['memalloc', 'May use the reserves', '', SWITCH, 'PF_MEMALLOC: the thread allocates below the min watermark and never reclaims for itself. Without it the thread can fall into direct reclaim.', `${V1}; missing in the posted mm patch (review by Nhat Pham)`],
    ['rotate', 'Rotate written pages', '', SWITCH, 'PG_reclaim stays set: when its write ends, a page moves to the tail of the inactive list and is freed next. Without it the page waits until it is scanned again.', `${V1}; mm/swap.c folio_rotate_reclaimable()`],
    ['skipSameFilled', 'Keep same-filled pages', '', SWITCH, 'The reclaiming task recognises pages of one repeated word itself and never queues them: they cost next to nothing to store.', 'drivers/block/zram/zram_drv.c page_same_filled()'],
    ['cancelOnRefault', 'Cancel on refault', '', SWITCH, 'A fault on a queued page takes it out of the queue before it is compressed. In no posted patch.', 'discussion of v1, 2025-03-12'],
    ['callers', 'Who hands over', '', { kind: 'set', options: options(['kswapd', 'kswapd'], ['direct', 'direct reclaim']) }, 'Tasks whose pages are queued; the others compress their own. The posted patches queue for kswapd only.', `${V1}: current_is_kswapd()`],
    ['batchPages', 'Pages taken at once', 'pages', integer(1, 4096), 'A thread takes up to so many pages from its FIFO, compresses them together and stores them one after the other. The posted patches take one.', 'zswap batching series (linux-crypto, 2024 to 2026); review by Harry Yoo, May 2025'],
    ['splitThreads', 'Threads per batch', '', integer(1, 64), 'The batch is split evenly over so many threads, the owner of the FIFO among them, which wait for each other. Needs more than one page at once.', 'review by Zi Yan, 2025-05-06; Documentation/core-api/padata.rst'],
    ['accelerator', 'Batch accelerator', '', SWITCH, 'A device beside the CPUs compresses the batch while the thread sleeps; the thread only submits and stores. What reclaimers compress themselves stays on their CPU.', 'zswap IAA compress batching, 20250303084724.6490-1; figures below are assumed'],
    ['acceleratorLatencyUs', 'Accelerator latency', 'µs', { kind: 'number', min: 0, max: 100_000 }, 'Time from submitting a batch to its return, besides the time of its pages.', 'assumed; no figure per batch is published'],
    ['acceleratorPagesPerMs', 'Accelerator throughput', 'pages/ms', { kind: 'number', min: 1, max: 1_000_000 }, 'Pages that the device compresses per millisecond, for all threads together.', 'assumed; no figure per batch is published'],
    ['fifoLockNs', 'Lock around a FIFO', 'ns', integer(0, 1_000_000), 'A kfifo needs no lock with one producer and one consumer. Several kswapd threads on one FIFO do: so long is it held per page, and the others spin.', 'Documentation/core-api/kfifo; vendor kernels with several kswapd threads']
  ]),
  ...define('swap', false, [
    ['backend', 'Back end', '', { kind: 'choice', options: options(['zram', 'zram'], ['zswap', 'zswap']) }, 'What stores compressed pages.', 'Documentation/admin-guide/blockdev/zram.rst'],
    ['algorithm', 'Algorithm', '', { kind: 'choice', options: options(['lz4', 'lz4'], ['lzo-rle', 'lzo-rle'], ['zstd', 'zstd'], ['deflate', 'deflate']) }, 'Compressor of the pages: time per page against the memory they take. LZ4 sizes are measured page by page; the others are LZ4 times published ratios.', '/sys/block/zram0/comp_algorithm'],
    ['memLimitMib', 'Memory limit of zram', 'MiB', integer(0, 1_048_576), 'Memory that zram may take. A store beyond it fails: the page stays in memory and dirty. 0 is no limit.', 'mem_limit; drivers/block/zram/zram_drv.c zram_write_page()'],
    ['writeback.mode', 'Writeback', '', { kind: 'choice', options: options(['none', 'none'], ['raw', 'to flash, decompressed'], ['compressed', 'to flash, compressed']) }, 'Whether cold pages leave zram for a backing device, and in which form. Raw pages are decompressed before they are written; compressed ones when they are read back.', 'CONFIG_ZRAM_WRITEBACK; compressed writeback, November 2025'],
    ['writeback.kind', 'Pages written back', '', { kind: 'choice', options: options(['idle', 'idle'], ['huge', 'incompressible (huge)'], ['huge_idle', 'huge and idle'], ['incompressible', 'tried by every algorithm']) }, 'Idle: not accessed for the time below. Huge: stored whole. Incompressible: idle pages that recompression could not make smaller; none without it.', WRITEBACK],
    ['writeback.recompress', 'Recompression', '', { kind: 'choice', options: options(['none', 'none'], ['zstd', 'zstd'], ['deflate', 'deflate']) }, 'Before each pass of writeback a second algorithm tries idle pages. Smaller ones replace what is stored and are no longer idle; the others are marked incompressible.', 'CONFIG_ZRAM_MULTI_COMP, drivers/block/zram/zram_drv.c recompress_store()'],
    ['writeback.recompressKind', 'Pages recompressed', '', { kind: 'choice', options: options(['idle', 'idle'], ['huge', 'incompressible (huge)'], ['huge_idle', 'huge and idle'], ['all', 'all']) }, 'Which pages the second algorithm tries. How many huge pages it makes smaller is not known for phones: the model tries them at their cost and keeps them whole.', 'recompress attribute, type='],
    ['writeback.recompressThresholdBytes', 'Recompress from', 'B', integer(0, 65_536), 'Smaller objects are left alone: little is to be won.', 'recompress attribute, threshold='],
    ['writeback.intervalS', 'Time between passes', 's', { kind: 'number', min: 0.01, max: 86_400 }, 'User space starts a pass over all slots by writing to the attribute.', 'Documentation/admin-guide/blockdev/zram.rst'],
    ['writeback.idleAgeS', 'Idle after', 's', { kind: 'number', min: 0, max: 86_400 }, 'Time without an access after which a slot counts as idle. What was in zram before the window counts as idle from the start.', 'CONFIG_ZRAM_TRACK_ENTRY_ACTIME, the idle attribute'],
    ['writeback.limitMib', 'Writeback limit', 'MiB', integer(0, 1_048_576), 'Writeback stops after so much, to spare the flash; 0 is no limit.', 'writeback_limit, counted in units of 4 KiB'],
    ['writeback.batchPages', 'Writes in flight', 'pages', integer(1, 1024), 'Writes under way at the same time: the next page is prepared meanwhile.', 'writeback_batch_size; zram writeback series, November 2025'],
    ['writeback.deviceMib', 'Backing device', 'MiB', integer(0, 1_048_576), 'Every page written takes one block of a page, compressed or not. 0: as large as the swap device.', 'backing_dev; alloc_block_bdev()'],
    ['zswap.maxPoolPercent', 'zswap pool limit', '%', integer(1, 100), 'Share of memory at which zswap takes no more pages and begins to write old ones to the swap device.', `${ZSWAP}: max_pool_percent`],
    ['zswap.acceptThresholdPercent', 'zswap accepts again below', '%', integer(1, 100), 'After the limit was hit, pages are refused until the pool is down to this share of the limit.', `${ZSWAP}: accept_threshold_percent`],
    ['zswap.writeback', 'zswap may write to disk', '', SWITCH, 'memory.zswap.writeback. Off: a refused page stays in memory and is activated (AOP_WRITEPAGE_ACTIVATE), and kcompressd at the mm level is passed by.', 'mm/page_io.c swap_writepage(), mem_cgroup_zswap_writeback_enabled()'],
    ['zswap.shrinker', 'zswap shrinker', '', SWITCH, 'Reclaim also writes the oldest compressed pages to the swap device, in proportion to its pressure. Off in most kernels.', `${ZSWAP}: shrinker_enabled`],
    ['swapoffAtS', 'swapoff at', 's', { kind: 'number', min: 0, max: 86_400 }, 'So long after the start of the window the swap device is switched off: queues drain, then every page is brought back. 0 is never.', 'mm/swapfile.c try_to_unuse()']
  ]),
  ...define('vm', true, [
    ['swappiness', 'swappiness', '', integer(0, 200), 'Balance of anonymous against file pages; 100 is even, 200 takes anonymous pages only.', SYSCTL],
    ['watermarkBoostFactor', 'watermark_boost_factor', '/10000', integer(0, 1_000_000), 'How far fragmentation raises the watermarks for a while, of the high watermark; 0 switches it off. Acts only where mm_page_alloc_extfrag was recorded.', SYSCTL],
    ['watermarkScaleFactor', 'watermark_scale_factor', '/10000', integer(1, 3000), 'Distance between the watermarks as a share of memory: a larger one wakes kswapd earlier and lets it work longer.', SYSCTL],
    ['minFreeKbytes', 'min_free_kbytes', 'KiB', integer(128, 16_777_216), 'Memory that the min watermark keeps free for those who may not wait.', SYSCTL],
    ['kswapdThreads', 'kswapd threads', '', integer(1, 16), 'Reclaim threads of the node, all on the same lists. Mainline has one.', 'vendor kernels: kswapd_threads; mainline: kswapd_run()'],
    ['nodes', 'Nodes', '', integer(1, 8), 'CPUs in equal groups, each with a kswapd and a kcompressd thread of its own; a page goes to the FIFO of the node on which its reclaimer runs. Memory itself stays one pool.', `${MM}: NODE_DATA(numa_node_id())`],
    ['pageKib', 'Page size', 'KiB', { kind: 'oneOf', values: PAGE_KIB }, 'Size of a page. Larger ones: fewer faults, LRU entries and FIFO entries, each with more to compress; all counts are in such pages.', 'CONFIG_ARM64_16K_PAGES; Android 15 and later'],
    ['folioKib', 'Large folios', 'KiB', { kind: 'oneOf', values: FOLIO_KIB }, 'Pages of one folio of this size that are reclaimed one after the other share one FIFO entry and one hand-over; they are still unmapped and compressed page by page.', 'mm level patch: folio pointers in the FIFO; mTHP swap-out without split']
  ])
]

/** The field of a path, or undefined. */
export function findConfigField(path: string): ConfigField | undefined {
  return CONFIG_FIELDS.find((field) => field.path === path)
}

/** Value of a field in a configuration; what its absence means where it is absent. */
export function readConfigField(config: Configuration, path: string): unknown {
  const value = path.split('.').reduce<unknown>((part, name) => (typeof part === 'object' && part !== null ? (part as Record<string, unknown>)[name] : undefined), config)
  return value === undefined && Object.hasOwn(CONFIG_DEFAULTS, path) ? CONFIG_DEFAULTS[path as DefaultedPath] : value
}

/** A field that may be absent, with its type. */
export function settingOf<P extends DefaultedPath>(config: Configuration, path: P): SettingValue<P> {
  return readConfigField(config, path) as SettingValue<P>
}

/** Defaults are literals; a setting takes any value of their kind. */
type Widened<T> = T extends number ? number : T extends boolean ? boolean : T extends null ? number | null : T
type SettingValue<P extends DefaultedPath> = P extends 'swap.writeback.kind' ? WritebackKind : P extends 'swap.writeback.recompress' ? Recompress : P extends 'swap.writeback.recompressKind' ? RecompressKind : Widened<(typeof CONFIG_DEFAULTS)[P]>
type WritebackKind = NonNullable<Configuration['swap']['writeback']['kind']>
type Recompress = NonNullable<Configuration['swap']['writeback']['recompress']>
type RecompressKind = NonNullable<Configuration['swap']['writeback']['recompressKind']>

/** The configuration with one field replaced; unchecked. What is not on the path is shared with the original. */
export function withConfigField(config: Configuration, path: string, value: unknown): unknown {
  return withValueAt(config, path.split('.'), value)
}

function withValueAt(part: unknown, names: readonly string[], value: unknown): unknown {
  const [name, ...rest] = names
  if (name === undefined) return value
  const fields = typeof part === 'object' && part !== null ? (part as Record<string, unknown>) : {}
  return { ...fields, [name]: withValueAt(fields[name], rest, value) }
}

/** Whether a kcompressd set-up hands over nothing, however its other fields are set. */
export function isOff(settings: KcompressdSettings): boolean {
  return settings.variant === 'off' || settings.threads === 0 || settings.fifoEntries === 0
}
