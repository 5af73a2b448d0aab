/**
 * Every field of a configuration, explained: one definition for the app's editor and help, reports and the command line. Limits repeat
 * those of `config.ts`, which decides; a test holds the two together.
 */
import type { Configuration, KcompressdSettings } from './config'

/** What a field takes, and how it is entered. */
export type FieldInput =
  | { readonly kind: 'choice'; readonly options: readonly { readonly value: string; readonly title: string }[] }
  | { readonly kind: 'integer' | 'number'; readonly min: number; readonly max: number }
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
    ['callers', 'Who hands over', '', { kind: 'set', options: options(['kswapd', 'kswapd'], ['direct', 'direct reclaim']) }, 'Tasks whose pages are queued; the others compress their own. The posted patches queue for kswapd only.', `${V1}: current_is_kswapd()`]
  ]),
  ...define('swap', false, [
    ['backend', 'Back end', '', { kind: 'choice', options: options(['zram', 'zram'], ['zswap', 'zswap']) }, 'What stores compressed pages.', 'Documentation/admin-guide/blockdev/zram.rst'],
    ['algorithm', 'Algorithm', '', { kind: 'choice', options: options(['lz4', 'lz4'], ['lzo-rle', 'lzo-rle'], ['zstd', 'zstd']) }, 'Compressor of the pages: time per page against the memory they take.', '/sys/block/zram0/comp_algorithm'],
    ['writeback.mode', 'Writeback', '', { kind: 'choice', options: options(['none', 'none'], ['raw', 'to flash, decompressed'], ['compressed', 'to flash, compressed']) }, 'Whether cold pages leave zram for a backing device.', 'CONFIG_ZRAM_WRITEBACK']
  ]),
  ...define('vm', true, [
    ['swappiness', 'swappiness', '', integer(0, 200), 'Balance of anonymous against file pages; 100 is even, 200 takes anonymous pages only.', SYSCTL],
    ['watermarkScaleFactor', 'watermark_scale_factor', '/10000', integer(1, 3000), 'Distance between the watermarks as a share of memory: a larger one wakes kswapd earlier and lets it work longer.', SYSCTL],
    ['minFreeKbytes', 'min_free_kbytes', 'KiB', integer(128, 16_777_216), 'Memory that the min watermark keeps free for those who may not wait.', SYSCTL]
  ])
]

/** The field of a path, or undefined. */
export function findConfigField(path: string): ConfigField | undefined {
  return CONFIG_FIELDS.find((field) => field.path === path)
}

/** Value of a field in a configuration. */
export function readConfigField(config: Configuration, path: string): unknown {
  return path.split('.').reduce<unknown>((part, name) => (typeof part === 'object' && part !== null ? (part as Record<string, unknown>)[name] : undefined), config)
}

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
