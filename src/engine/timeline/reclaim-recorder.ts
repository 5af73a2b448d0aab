/** Reclaim events, faults and resident sizes of a run, with the names and arguments of the kernel's trace points. */
import { hash32 } from '../compress/hash'
import type { RunObserver, ShrinkStat, ThrottleReason } from '../run-observer'
import { EVENT_KINDS } from '../trace/event-kinds'
import type { TraceBuilder } from '../trace/trace-builder'
import { NO_OWNER, type RssBook } from './rss-book'
import type { SchedRecorder } from './sched-recorder'

/** RECLAIM_WB_ANON, RECLAIM_WB_FILE, RECLAIM_WB_ASYNC (include/trace/events/vmscan.h). */
const WB_ANON = 1
const WB_FILE = 2
const WB_ASYNC = 8
/** MM_ANONPAGES. */
const ANON_MEMBER = 1
/** enum vmscan_throttle_state. */
const REASONS: Readonly<Record<ThrottleReason, number>> = { writeback: 0, isolated: 1, noprogress: 2 }
/** Separates address-space ids from other uses of the hash. */
const MM_STREAM = 0x6d6d

/** One kind of event with its place in the trace. */
class EventPort {
  count = 0
  private readonly values: Float64Array

  constructor(readonly name: string, private readonly kind: number, private readonly builder: TraceBuilder, private readonly sched: SchedRecorder) {
    this.values = new Float64Array(Object.keys(EVENT_KINDS[kind]?.args ?? {}).length)
  }

  /** An event of the acting task, arguments in the order of the kind. */
  push(values: readonly number[]): void {
    this.values.fill(Number.NaN)
    this.values.set(values)
    const { nowNs, currentTask: task } = this.sched
    this.builder.pushEvent(this.kind, nowNs, task?.cpu ?? 0, this.sched.threadOf(task), this.values)
    this.count++
  }
}

export class ReclaimRecorder implements RunObserver {
  /** Page faults (pgfault): a page that is swapped in and then written to faults twice. */
  faults = 0
  private readonly ports = new Map<string, EventPort>()

  /** @param taskIds ids of the demand's tasks, in its order. */
  constructor(
    private readonly builder: TraceBuilder,
    private readonly sched: SchedRecorder,
    private readonly rss: RssBook,
    private readonly taskIds: readonly number[],
    private readonly pageSize: number
  ) {
    EVENT_KINDS.forEach(({ name }, kind) => this.ports.set(name, new EventPort(name, kind, builder, sched)))
  }

  kswapdWake(): void {
    this.push('mm_vmscan_kswapd_wake', 0, 0)
  }

  kswapdSleep(): void {
    this.push('mm_vmscan_kswapd_sleep', 0)
  }

  wakeupKswapd(): void {
    this.push('mm_vmscan_wakeup_kswapd', 0, 0)
  }

  directReclaimBegin(): void {
    this.push('mm_vmscan_direct_reclaim_begin', 0)
  }

  directReclaimEnd(reclaimedPages: number): void {
    this.push('mm_vmscan_direct_reclaim_end', reclaimedPages)
  }

  shrinkInactive(scannedPages: number, stat: ShrinkStat, priority: number, file: boolean): void {
    const [anon, cache] = file ? [0, stat.activated] : [stat.activated, 0]
    const flags = (file ? WB_FILE : WB_ANON) | WB_ASYNC
    this.push('mm_vmscan_lru_shrink_inactive', scannedPages, stat.reclaimed, 0, stat.writeback, stat.immediate, anon, cache, stat.refKept, 0, priority, flags)
  }

  throttled(timeoutNs: number, delayedNs: number, reason: ThrottleReason): void {
    this.push('mm_vmscan_throttled', Math.round(timeoutNs / 1000), Math.round(delayedNs / 1000), REASONS[reason])
  }

  pageMapped(page: number, reusedForWrite: boolean): void {
    this.faults += reusedForWrite ? 2 : 1
    const owner = this.rss.change(page, 1)
    if (owner !== NO_OWNER && this.rss.takeStep(owner)) this.report(owner, true)
  }

  pageUnmapped(page: number): void {
    const owner = this.rss.change(page, -1)
    if (owner === NO_OWNER) return
    // An owner gives back in one go: only the end of it is worth a line, and that of a dying one has no address space any more.
    if (this.sched.currentTask?.id === this.taskIds[owner]) {
      if (this.rss.takeEmpty(owner)) this.report(owner, false)
    } else if (this.rss.takeStep(owner)) this.report(owner, false)
  }

  /** Tells the trace how many events of each kind there are. */
  finish(): void {
    for (const { name, count } of this.ports.values()) this.builder.countEvent(name, count)
  }

  private report(owner: number, isCurrent: boolean): void {
    const id = hash32(this.taskIds[owner] as number, MM_STREAM, 0) >>> 0
    this.push('rss_stat', id, isCurrent ? 1 : 0, ANON_MEMBER, this.rss.residentOf(owner) * this.pageSize)
  }

  private push(name: string, ...values: readonly number[]): void {
    this.ports.get(name)?.push(values)
  }
}
