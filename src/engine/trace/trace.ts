/**
 * The normalised, immutable, columnar result of an import. Plain data: structured-cloneable, typed arrays may be shared.
 *
 * Time: every `…Ns` is an integer number of nanoseconds since `originS` (whole seconds on the trace clock), held in a
 * double: exact below 2^53 ns (104 days). Tables are sorted by time; ties keep the order of the input.
 */
import type { Device } from '../../shared/device'
import type { Warning } from '../../shared/errors'

/** Task state at the end of a time slice. Order is the numeric code stored in `SchedTable.endState`. */
export const END_STATES = ['', 'R', 'R+', 'S', 'D', 'T', 't', 'X', 'Z', 'P', 'I', 'K', 'W', 'N', '?'] as const
export type EndState = (typeof END_STATES)[number]

/** Threads; index = `thread` in all other tables. Index 0 is always the idle task (tid 0). */
export interface ThreadTable {
  readonly count: number
  readonly tid: Int32Array
  /** Thread-group id (process); -1 when not known. */
  readonly tgid: Int32Array
  /** Last known name; '' when never known. */
  readonly name: readonly string[]
  /** Name when first met: a new thread has that of its parent (copy_process, kernel/fork.c) until it is renamed; absent = not kept. */
  readonly firstName?: readonly string[]
  /** Process name; '' when not known. */
  readonly processName: readonly string[]
}

/** CPU time slices: one row each time a thread runs on a CPU. `durationNs` is -1 when the slice was still open at the end. */
export interface SchedTable {
  readonly count: number
  readonly startNs: Float64Array
  readonly durationNs: Float64Array
  readonly cpu: Uint16Array
  readonly thread: Uint32Array
  /** Index into `END_STATES`; 0 when not known. */
  readonly endState: Uint8Array
  readonly priority: Int16Array
}

/** Wake-ups (sched_waking, sched_wakeup, sched_wakeup_new). `waker` is the thread that ran, or 0xffffffff. */
export interface WakeupTable {
  readonly count: number
  readonly tsNs: Float64Array
  readonly thread: Uint32Array
  readonly waker: Uint32Array
  readonly targetCpu: Uint16Array
}

/** Value of an integer argument that the line did not carry. */
export const ABSENT = -2147483648

/** Events of one kind. Integer arguments are Int32 (`ABSENT` when missing); byte sizes and ids beyond int32 are Float64 (NaN when missing). */
export interface EventTable {
  readonly kind: string
  readonly count: number
  readonly tsNs: Float64Array
  readonly cpu: Uint16Array
  readonly thread: Uint32Array
  readonly args: Readonly<Record<string, Int32Array | Float64Array>>
}

/** Samples of one counter. `cumulative` counters only grow but for resets; gauges are levels. */
export interface CounterTrack {
  /** Kernel name where there is one (`pgsteal_anon`, `nr_free_pages`, `cpufreq`). */
  readonly name: string
  /** CPU of a per-CPU counter, else -1. */
  readonly cpu: number
  /** Process (thread group); only in `processCounters`. */
  readonly tgid?: number
  readonly unit: string
  readonly cumulative: boolean
  readonly tsNs: Float64Array
  readonly value: Float64Array
}

/** User-space marks (tracing_mark_write, print). */
export interface MarkTable {
  readonly count: number
  readonly tsNs: Float64Array
  readonly thread: Uint32Array
  /** Index into `Trace.strings`. */
  readonly text: Uint32Array
}

/** One input file of a capture. */
export interface TraceSource {
  readonly name: string
  /** Importer id, e.g. `ftrace-text`, `vmstat-wide`, `tp-sched`. */
  readonly format: string
  readonly bytes: number
  readonly sha256: string | null
  /** Lines of text, or packets of a binary recording. */
  readonly lines: number
  /** What it covers on the clock of the trace; null when nothing in it has a time. Absent where files were not told apart. */
  readonly span?: { readonly startNs: number; readonly endNs: number } | null
  /** Clock of its own times, as in trace_clock; null when it does not say. */
  readonly clock?: string | null
  /** How it was brought to the clock of the trace: `first` file with times, `same` clock, name of a clock that both relate to, `told` by the user, `nothing`. */
  readonly alignedBy?: string
  /** What was added to its times. */
  readonly offsetS?: number
}

export interface Trace {
  readonly version: 1
  readonly name: string
  readonly sources: readonly TraceSource[]
  /** Whole seconds that all times are relative to. */
  readonly originS: number
  /** First and last time of any event or sched slice (counters may start earlier, see `counterStartNs`). */
  readonly startNs: number
  readonly endNs: number
  readonly counterStartNs: number
  readonly counterEndNs: number
  readonly clock: string | null
  /** What the recording says about the device: `kernel` (release), `machine` (architecture), `build` (Android build). */
  readonly facts?: Readonly<Record<string, string>>
  readonly cpuCount: number
  /** Events that the recorder lost; null when the format cannot tell. */
  readonly lostEvents: number | null
  readonly strings: readonly string[]
  readonly threads: ThreadTable
  readonly sched: SchedTable
  readonly wakeups: WakeupTable
  /** By kernel event name, e.g. `mm_vmscan_kswapd_wake`. */
  readonly events: Readonly<Record<string, EventTable>>
  /** Number of lines of every event name seen, also of those that are not kept. Sorted by name. */
  readonly eventCounts: Readonly<Record<string, number>>
  readonly counters: readonly CounterTrack[]
  /** Counters of single processes (`mem.rss`, `oom_score_adj` …), told apart by `tgid`; absent when there are none. */
  readonly processCounters?: readonly CounterTrack[]
  readonly marks: MarkTable
  readonly device: Device | null
  readonly warnings: readonly Warning[]
}
