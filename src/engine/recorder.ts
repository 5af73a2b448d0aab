/** Counts what happens in a run, with the kernel's names and at the kernel's places, in total and per bin. */

/** Counters with a per-bin history. */
const BINNED = ['pgstealAnon', 'pgstealFile', 'pgscan', 'allocstall', 'waitNs', 'waited'] as const
type BinnedCounter = (typeof BINNED)[number]
/** Levels sampled at the end of every bin. */
const LEVELS = ['freePages', 'freePagesMin', 'queueDepth', 'zramBytes', 'directReclaimTasks', 'kswapdAwake'] as const
export type Level = (typeof LEVELS)[number]

export interface Counters {
  pgstealAnon: number
  pgstealFile: number
  pgstealKswapd: number
  pgstealDirect: number
  pgscanAnon: number
  pgscanFile: number
  pgscanKswapd: number
  pgscanDirect: number
  pgrotated: number
  pgactivate: number
  pswpin: number
  pswpout: number
  allocstall: number
  failedStores: number
  failedSwapEntries: number
  writeStalls: number
  queued: number
  fallbackFull: number
  maxDepth: number
  waitNs: number
  /** Pages whose waits are in `waitNs`. */
  waited: number
  written: number
  queueHits: number
  cancelled: number
  workerReclaims: number
  kswapdWakes: number
  kswapdSleeps: number
  kswapdAwakeNs: number
  throttleNs: number
  forcedAllocations: number
  workingsetActivations: number
  keptReferenced: number
  keptLocked: number
  keptWriteback: number
  /** Pages that reclaimers compressed themselves, and the work of it in ns of the reference CPU: kswapd, direct reclaim. */
  kswapdWrites: number
  directWrites: number
  kswapdCompressNs: number
  directCompressNs: number
}

const zeroCounters = (): Counters => ({
  pgstealAnon: 0, pgstealFile: 0, pgstealKswapd: 0, pgstealDirect: 0, pgscanAnon: 0, pgscanFile: 0, pgscanKswapd: 0, pgscanDirect: 0,
  pgrotated: 0, pgactivate: 0, pswpin: 0, pswpout: 0, allocstall: 0, failedStores: 0, failedSwapEntries: 0, writeStalls: 0, queued: 0,
  fallbackFull: 0, maxDepth: 0, waitNs: 0, waited: 0, written: 0, queueHits: 0, cancelled: 0, workerReclaims: 0, kswapdWakes: 0, kswapdSleeps: 0,
  kswapdAwakeNs: 0, throttleNs: 0, forcedAllocations: 0, workingsetActivations: 0, keptReferenced: 0, keptLocked: 0, keptWriteback: 0,
  kswapdWrites: 0, directWrites: 0, kswapdCompressNs: 0, directCompressNs: 0
})

export class Recorder {
  readonly counters: Counters = zeroCounters()
  readonly directReclaimNs: number[] = []
  readonly binCount: number
  /** Tasks in direct reclaim now. */
  reclaiming = 0
  private readonly binned: Record<BinnedCounter, Float64Array>
  private readonly levels: Record<Level, Float64Array>
  private readonly last: Record<BinnedCounter, number> = { pgstealAnon: 0, pgstealFile: 0, pgscan: 0, allocstall: 0, waitNs: 0, waited: 0 }
  private bin = 0

  constructor(readonly durationNs: number, readonly binNs: number) {
    this.binCount = Math.max(1, Math.ceil(durationNs / binNs))
    const empty = (): Float64Array => new Float64Array(this.binCount)
    this.binned = { pgstealAnon: empty(), pgstealFile: empty(), pgscan: empty(), allocstall: empty(), waitNs: empty(), waited: empty() }
    this.levels = { freePages: empty(), freePagesMin: empty(), queueDepth: empty(), zramBytes: empty(), directReclaimTasks: empty(), kswapdAwake: empty() }
  }

  /** A page has left its FIFO after so long. */
  addWait(ns: number): void {
    this.counters.waitNs += ns
    this.counters.waited++
  }

  /** Closes the current bin with the levels of this moment. */
  closeBin(levels: Record<Level, number>): void {
    if (this.bin >= this.binCount) return
    const c = this.counters
    const { pgstealAnon, pgstealFile, allocstall, waitNs, waited } = c
    const now: Record<BinnedCounter, number> = { pgstealAnon, pgstealFile, pgscan: c.pgscanKswapd + c.pgscanDirect, allocstall, waitNs, waited }
    for (const name of BINNED) {
      this.binned[name][this.bin] = now[name] - this.last[name]
      this.last[name] = now[name]
    }
    for (const name of LEVELS) this.levels[name][this.bin] = levels[name]
    this.bin++
  }

  /** Events per second in every bin. */
  rate(name: BinnedCounter): Float64Array {
    return this.binned[name].map((count, bin) => (count * 1e9) / Math.min(this.binNs, this.durationNs - bin * this.binNs))
  }

  /** Mean wait in the FIFO of the pages that left it in each bin, ms; NaN where none did. */
  queueWaitMs(): Float64Array {
    return this.binned.waitNs.map((ns, bin) => ns / (this.binned.waited[bin] as number) / 1e6)
  }

  level(name: Level): Float64Array {
    return this.levels[name]
  }
}
