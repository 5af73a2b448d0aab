/** The configurations that every comparison can name by id. Sources: the two patch series and the vendor and unofficial copies. */
import * as v from 'valibot'
import { configurationSchema, type Configuration } from './config'

/** What presets are about, in the order of the list. */
export const PRESET_GROUPS = [
  { group: 'series', title: 'Patches and copies' },
  { group: 'backEnds', title: 'Swap back ends' },
  { group: 'questions', title: "Reviewers' questions" }
] as const
export type PresetGroup = (typeof PRESET_GROUPS)[number]['group']

/** A preset with the sentence that the app and `presets` show. */
export interface Preset {
  readonly config: Configuration
  readonly group: PresetGroup
  readonly description: string
  readonly source: string
  /** What a comparison of it with `base` answers. */
  readonly question?: string
  /** Preset that it is a variation of. */
  readonly base?: string
}

type Settings = { readonly [group in 'kcompressd' | 'swap' | 'vm']?: Partial<Configuration[group]> }

type Ungrouped = Omit<Preset, 'group'>

function preset(id: string, title: string, kcompressd: Partial<Configuration['kcompressd']>, description: string, source: string, others: Omit<Settings, 'kcompressd'> = {}): Ungrouped {
  return { config: v.parse(configurationSchema, { id, title, kcompressd, ...others }), description, source }
}

/** A variation of another preset that answers a question. */
function asked(base: string, question: string, varied: Ungrouped): Ungrouped {
  return { ...varied, base, question }
}

const OFF = { variant: 'off', threads: 0, fifoEntries: 0 } as const
const ZRAM_V1 = { variant: 'zram', threads: 4, fifoEntries: 4096, memalloc: true, rotate: true } as const
const MM = { variant: 'mm', threads: 1, fifoEntries: 256 } as const

/** The two series as posted, and what others made of them. */
const SERIES: readonly Ungrouped[] = [
  preset('off', 'No kcompressd', OFF,
    'kswapd compresses every page itself and frees it in the same pass.', 'mainline: mm/page_io.c swap_writepage()'),
  preset('zram-v1', 'zram level, 4 × 4096', ZRAM_V1,
    'Four threads with a FIFO of 4096 each, first FIFO with room; written pages rotate to the inactive tail; threads may use the reserves.',
    'linux-block 20250307120141.1566673-3-qun-wei.lin@mediatek.com'),
  preset('mm', 'mm level, 1 × 256, as posted', MM,
    'One thread per node with a FIFO of 256; pages stay locked while queued and do not rotate; the thread can fall into direct reclaim itself.',
    'linux-mm 20250430082651.3152444-1-qun-wei.lin@mediatek.com'),
  preset('mm-memalloc', 'mm level with PF_MEMALLOC', { variant: 'mm', threads: 1, fifoEntries: 256, memalloc: true },
    'As mm, but the thread may use the reserves and never reclaims for itself.', 'review of the April 2025 patch (Nhat Pham)'),
  preset('mm-rotate', 'mm level with rotation', { variant: 'mm', threads: 1, fifoEntries: 256, rotate: true },
    'As mm, but written pages rotate to the inactive tail; in no posted patch.', 'laboratory variant'),
  preset('oppo', 'zram level, 1 × 4096', { variant: 'zram', threads: 1, fifoEntries: 4096, memalloc: true, rotate: true },
    'The vendor copy: one thread, one FIFO of 4096, shmem pages are not queued.', 'vendor/oplus hybridswap_zram/kcompressd.c'),
  preset('unofficial-24', 'Unofficial, 24 entries', { variant: 'mm', threads: 1, fifoEntries: 24, whenFull: 'sync-oldest', memalloc: true },
    '24 entries; when full, kswapd writes the oldest queued page itself and queues the new one.', 'kcompressd-unofficial 0.5')
]

/** What stands behind compressed memory. */
const BACK_ENDS: readonly Ungrouped[] = [
  preset('writeback-raw', 'zram writeback, raw', OFF,
    'As off; slots idle for 5 s are decompressed and written to a backing device, once a second.', 'CONFIG_ZRAM_WRITEBACK, batches of November 2025',
    { swap: { writeback: { mode: 'raw' } } }),
  preset('writeback-compressed', 'zram writeback, compressed', OFF,
    'As writeback-raw, but pages are written as they are and decompressed only if they are read back, by a high-priority worker.', 'linux-block 20251128170442.2988502-2-senozhatsky@chromium.org',
    { swap: { writeback: { mode: 'compressed' } } }),
  preset('recompress-zstd', 'zram writeback after recompression', OFF,
    'As off; once a second zstd tries slots idle for 5 s again, and what it cannot make smaller is written to a backing device as it is.', 'CONFIG_ZRAM_MULTI_COMP, recompress and writeback type=incompressible',
    { swap: { writeback: { mode: 'compressed', kind: 'incompressible', recompress: 'zstd' } } }),
  preset('zswap', 'zswap before a swap device', OFF,
    'kswapd compresses into zswap: at most 20 % of memory, and what it refuses goes to flash.', 'mm/zswap.c', { swap: { backend: 'zswap' } }),
  preset('zswap-mm', 'zswap with kcompressd', MM,
    'As zswap, with the thread of the mm patch in front of zswap_store().', 'linux-mm 20250430082651.3152444-1-qun-wei.lin@mediatek.com', { swap: { backend: 'zswap' } })
]

/** Asked in the reviews of both series. */
const QUESTIONS: readonly Ungrouped[] = [
  asked('zram-v1', 'How much queueing and waking does it save not to queue same-filled pages, and what does the check cost the reclaimer?',
    preset('same-filled-bypass', 'zram level, same-filled pages not queued', { ...ZRAM_V1, skipSameFilled: true },
      'As zram-v1, but the reclaimer compares a page with its first word before it queues it, and stores same-filled ones itself.', 'review by Sergey Senozhatsky, 2025-03-12')),
  asked('zram-v1', 'How many compressions are wasted on pages that are faulted in again while they are queued?',
    preset('cancel-on-refault', 'zram level, faults cancel', { ...ZRAM_V1, cancelOnRefault: true },
      'As zram-v1, but a fault on a queued page takes it out of the queue before it is compressed.', 'review by Sergey Senozhatsky, 2025-03-12')),
  asked('mm', 'What do a kswapd and a compression thread for each of several nodes change?',
    preset('two-nodes', 'mm level, two nodes', MM,
      'As mm, with the CPUs in two nodes: a kswapd and a kcompressd thread on each.', 'linux-mm 20250430082651.3152444-1-qun-wei.lin@mediatek.com, kswapd_run()', { vm: { nodes: 2 } })),
  asked('mm', 'Do several kswapds on one FIFO get in each other\'s way at its lock?',
    preset('four-kswapds', 'mm level, four kswapds on one FIFO', { ...MM, fifoLockNs: 100 },
      'As mm, with four kswapd threads that share the FIFO behind a lock held for 100 ns per page.', 'vendor kernels: kswapd_threads; lock time assumed', { vm: { kswapdThreads: 4 } })),
  asked('mm', 'What would an engine that compresses batches bring, with its latency?',
    preset('iaa-batch', 'mm level, batch accelerator', { ...MM, batchPages: 32, accelerator: true },
      'As mm, with batches of 32 pages compressed by a device: 20 µs and 1 µs per page.', 'zswap IAA batching, 20250303084724.6490-1; times assumed')),
  asked('mm', 'Does it pay to split one batch over several CPUs?',
    preset('padata-4', 'mm level, batches over four CPUs', { ...MM, batchPages: 32, splitThreads: 4 },
      'As mm, with batches of 32 pages split over four threads that wait for each other.', 'review by Zi Yan, 2025-05-06')),
  asked('mm', 'How deep is a FIFO whose entries are large folios?',
    preset('folios-64k', 'mm level, 64 KiB folios', MM,
      'As mm, with one FIFO entry per 64 KiB folio: 16 times the pages in flight.', 'linux-mm 20250430082651.3152444-1-qun-wei.lin@mediatek.com', { vm: { folioKib: 64 } })),
  asked('mm', 'Does the gain hold on a kernel with pages of 16 KiB?',
    preset('pages-16k', 'mm level, 16 KiB pages', MM,
      'As mm, on a kernel with pages of 16 KiB: a quarter of the pages, four times the compression in each.', 'CONFIG_ARM64_16K_PAGES', { vm: { pageKib: 16 } })),
  asked('zram-v1', 'Does swapoff drain the queues without losing a page?',
    preset('swapoff', 'zram level, swapoff under way', ZRAM_V1,
      'As zram-v1, with swapoff 5 s into the window: queues drain and all pages come back, as far as there is memory.', 'mm/swapfile.c try_to_unuse()', { swap: { swapoffAtS: 5 } }))
]

export const PRESETS: readonly Preset[] = [
  ...SERIES.map((entry) => ({ ...entry, group: 'series' as const })),
  ...BACK_ENDS.map((entry) => ({ ...entry, group: 'backEnds' as const })),
  ...QUESTIONS.map((entry) => ({ ...entry, group: 'questions' as const }))
]

/** Looks a preset up by id. */
export function findPreset(id: string): Preset | undefined {
  return PRESETS.find((entry) => entry.config.id === id)
}
