/**
 * Demand: what the workload wanted, independent of reclaim policy. Extracted from a trace (`extract-demand.ts`), replayed in
 * task time by the engine: a stalled task reaches its next row later. Plain data, structured-cloneable.
 */

/** How a task waits after a burst. */
export const WAIT_NONE = 0
/** Sleeps `waitNs` from the end of the burst (relative timer, or an event caused by others). */
export const WAIT_RELATIVE = 1
/** Sleeps until `waitNs` on the window's clock; a task that is late goes on at once (deadline pacing). */
export const WAIT_UNTIL = 2
/** The task ends after this burst; its remaining pages are freed. */
export const WAIT_EXIT = 3
/**
 * Sleeps until another task has got as far as the row that bears the signal `after`; `waitNs` is when that was in the recording.
 * Times of later `WAIT_UNTIL` rows shift by as much as it came earlier or later.
 */
export const WAIT_FOR = 4
/** No signal. */
export const NO_SIGNAL = -1

/**
 * Program of one task: rows of "burst, then wait". In a burst the task uses `cpuNs` of CPU time of its own (faults and user
 * work, without reclaim and without decompression), evenly spread over the pages it faults in:
 * first `filePages` page-cache misses, then `allocPages` new anonymous pages and `touchPages` accesses to pages it owns
 * already (resident ones get their referenced bit, swapped ones refault), then `freePages` are given back (-1 = all).
 */
export interface TaskProgram {
  readonly rowCount: number
  readonly cpuNs: Float64Array
  readonly allocPages: Int32Array
  readonly touchPages: Int32Array
  readonly filePages: Int32Array
  readonly freePages: Int32Array
  readonly waitKind: Uint8Array
  readonly waitNs: Float64Array
  /** Number that a row's burst signals when it is done, `NO_SIGNAL` = none; each is used once in a demand. Absent = none. */
  readonly signal?: Int32Array
  /** Signal that a `WAIT_FOR` row waits for; absent = no such rows. */
  readonly after?: Int32Array
}

export interface DemandTask {
  /** Thread id in the trace; unique within a demand. */
  readonly tid: number
  readonly name: string
  /** `app`: allocates or touches memory. `other`: only CPU time (background load). */
  readonly kind: 'app' | 'other'
  /** Scheduler priority as in sched_switch (120 = nice 0, < 100 = real time). */
  readonly priority: number
  /** Nanoseconds after the window's start at which the first row begins. */
  readonly startNs: number
  /** CPU it ran on first; -1 when not known. */
  readonly firstCpu: number
  /** CPUs it ever ran on when it looks pinned (bound kernel threads), else null = anywhere. */
  readonly cpus: readonly number[] | null
  /** CPUs it usually ran on, on a device whose CPUs differ: preferred when it wakes; null or absent = any. */
  readonly usualCpus?: readonly number[] | null
  /** Anonymous pages owned at the start: resident and already swapped out. */
  readonly residentPages: number
  readonly swappedPages: number
  /**
   * `cpu` (default): `cpuNs` of a row is an amount of work. `wall`: the task computes until `cpuNs` have passed on the wall
   * clock since the burst first ran, whatever share of a CPU it gets (spinning threads, load generators).
   */
  readonly burstClock?: 'cpu' | 'wall'
  /** Share of touches that dirty the page, 0..1. */
  readonly dirtyShare: number
  readonly program: TaskProgram
}

/** Resident anonymous pages of one owner at the start. */
export interface InitialLot {
  /** Index into `Demand.tasks`; -1 = no task's. */
  readonly task: number
  readonly residentPages: number
}

/** Which evidence each part of the demand came from, for the report. */
export interface DemandEvidence {
  /** e.g. `anonymous allocation`, `refaults`, `background CPU`. */
  readonly part: string
  /** e.g. `rss_stat`, `vmstat deltas shared by CPU time`, `tracing marks`. */
  readonly source: string
  /** Relative uncertainty, 0..1 (0.05 = 5 %). */
  readonly uncertainty: number
}

export interface Demand {
  /** Window on the trace clock (ns since the trace's origin). All other times here are relative to `startNs`. */
  readonly startNs: number
  readonly endNs: number
  readonly cpuCount: number
  readonly tasks: readonly DemandTask[]
  /** Pages at the start of the window. */
  readonly initial: {
    readonly freePages: number
    readonly inactiveAnonPages: number
    readonly activeAnonPages: number
    readonly inactiveFilePages: number
    readonly activeFilePages: number
    /** Anonymous pages resident that no task of the demand owns. */
    readonly unownedAnonPages: number
    /** Pages in swap that no task of the demand owns. */
    readonly unownedSwappedPages: number
    /** All resident anonymous pages from the oldest (reclaimed first) to the youngest lot; absent = unowned first, then tasks in order. */
    readonly lots?: readonly InitialLot[]
  }
  /**
   * Unreclaimable kernel pages (page tables, slab) that come with each anonymous page allocated, e.g. 0.01; absent or null =
   * not known.
   */
  readonly kernelPagesPerPage?: number | null
  /** Times at which fragmentation boosted the watermarks, ns after the window's start, ascending; absent = none recorded. */
  readonly fragmentationNs?: readonly number[]
  readonly evidence: readonly DemandEvidence[]
  readonly warnings: readonly string[]
}
