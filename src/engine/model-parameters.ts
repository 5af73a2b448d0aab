/** Everything the model needs besides demand and configuration: the machine, its memory and its costs. Calibration fills it. */

/** Costs in nanoseconds of one reference CPU (capacity 1024 at the recorded speed). */
export interface CostParameters {
  /** rmap walk of a page that stays (referenced, locked or under writeback). */
  readonly scanKeptNs: number
  /** Unmap, swap-cache insertion and queueing or write set-up of one page, without compression. */
  readonly unmapNs: number
  /** Freeing a clean or written page (`__remove_mapping`, free list). */
  readonly freeNs: number
  /** Handing a page to kcompressd: FIFO, wake-up check, second isolation; spent by the reclaimer. */
  readonly queuedPageNs: number
  /** Same-filled check, compression and zsmalloc of one page of average content. */
  readonly compressNs: number
  /** Same-filled page: check and element only. */
  readonly sameFilledNs: number
  readonly decompressNs: number
  /** Fixed cost of one reclaim entry (direct reclaim) and of one kswapd round. */
  readonly reclaimEntryNs: number
  /** Moving one page from the active to the inactive list. */
  readonly deactivateNs: number
  /** CPU time of a switch to a modelled kernel thread. */
  readonly switchNs: number
  /** Time from a wake-up on an idle CPU until the task runs. */
  readonly wakeupNs: number
  /** Factor by which every cost grows while another CPU is busy (SMP slowdown), >= 1. */
  readonly contentionFactor: number
}

/** Mean frequency of each CPU relative to its highest, in equal intervals from the start of the window. */
export interface FrequencySchedule {
  readonly intervalNs: number
  /** By CPU, then interval: 0..1. The last interval holds for good. */
  readonly shares: readonly Float64Array[]
}

export interface MachineParameters {
  readonly cpus: readonly { readonly id: number; readonly capacity: number; readonly dynamicPowerUwPerMhzV2: number | null; readonly maxFreqKhz: number | null }[]
  /** Frequencies over the window; absent: unknown, or always the highest. */
  readonly frequency?: FrequencySchedule
  readonly hz: number
  readonly pageSize: number
  readonly managedPages: number
  readonly watermarks: { readonly min: number; readonly low: number; readonly high: number }
  readonly swappiness: number
  /** vm.watermark_boost_factor; absent: the kernel's default. */
  readonly watermarkBoostFactor?: number
  readonly lru: 'classic' | 'mglru'
  /** CPU that each kswapd thread ran on first; one entry per thread. Default: one thread on CPU 0. */
  readonly kswapdFirstCpus?: readonly number[]
  /** CPUs that kswapd usually ran on, on a device whose CPUs differ. */
  readonly kswapdUsualCpus?: readonly number[] | null
}

/** Shares of pages by content, 0..1, adding up to 1; compressible pages take sizes from `compressedSizes`, or from the corpus with the mean of `meanCompressedBytes`. */
export interface ContentParameters {
  readonly sameFilledShare: number
  readonly compressibleShare: number
  readonly incompressibleShare: number
  /** Mean compressed size of a compressible page; null = as the corpus gives it. */
  readonly meanCompressedBytes: number | null
  /** Sizes of real pages, each for an equal share of the compressible ones; absent or empty = those of the corpus. */
  readonly compressedSizes?: readonly number[] | undefined
}

/** The same content with compressible pages `factor` times as large. */
export function withSizesTimes(content: ContentParameters, factor: number): ContentParameters {
  const { meanCompressedBytes: mean, compressedSizes: sizes } = content
  return { ...content, meanCompressedBytes: mean === null ? null : mean * factor, ...(sizes === undefined ? {} : { compressedSizes: sizes.map((bytes) => bytes * factor) }) }
}

export interface ModelParameters {
  readonly costs: CostParameters
  readonly machine: MachineParameters
  readonly content: ContentParameters
  readonly disksizePages: number | null
  /** Share of initially resident anonymous pages whose accessed bit is set at the start, 0..1. */
  readonly initialYoungShare: number
  /** The same by equal parts of the inactive list from its tail to its head; absent: evenly. */
  readonly initialYoungProfile?: readonly number[]
  /** Compression algorithm that ran while recording; absent: not known. */
  readonly algorithm?: string
  /** By how much longer everything takes because the CPUs are shared with others than the modelled tasks, >= 1; absent: 1. */
  readonly slowdown?: number
  /** Kernel release, e.g. `6.1.192`; null when not known. */
  readonly kernel: string | null
  /** Whether a waking task is placed on any idle CPU (shared last-level cache). */
  readonly wakesOnIdleCpu: boolean
  /** Relative one-sigma uncertainties that ensemble members draw from. */
  readonly uncertainty: { readonly costs: number; readonly contention: number; readonly demand: number }
}
