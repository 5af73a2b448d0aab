/**
 * When kswapd was awake. The kernel says so itself (mm_vmscan_kswapd_wake and _sleep); a wake repeats without a sleep when
 * kswapd is woken out of its 100 ms nap, and does not start a new span. The nap before falling asleep counts as awake.
 * For a thread without such events the scheduler tells: a thread that stays off the CPU in state S for longer than the nap
 * was asleep.
 */
import { END_STATES, type Trace } from '../trace/trace'
import { oncePerTrace } from './per-trace'
import { unionOf, type Spans } from './spans'
import { classifyThreads } from './thread-class'

/** HZ/10, and one tick of a 100 Hz kernel for the wake-up to take effect (mm/vmscan.c kswapd_try_to_sleep()). */
const NAP_NS = 110e6
/** States in which it may have slept; where the recorder kept no state, only the length of the gap can tell. */
const SLEEPING = new Set((['S', 'I', '', '?'] as const).map((state) => END_STATES.indexOf(state)))

export interface KswapdActivity {
  /** Threads of that name, by thread index. */
  readonly threads: readonly number[]
  /** Awake spans by thread index. */
  readonly awake: ReadonlyMap<number, Spans>
  /** Awake spans of any of them, without overlap. */
  readonly anyAwake: Spans
  /** False: the trace has neither the events nor scheduling data, nothing can be said. */
  readonly isKnown: boolean
}

/** What the trace tells about all kswapd threads. */
export const findKswapdActivity = oncePerTrace((trace: Trace): KswapdActivity => {
  const classes = classifyThreads(trace)
  const fromEvents = spansFromEvents(trace)
  const threads = [...new Set([...classes.ofThread.flatMap((name, thread) => (name === 'kswapd' ? [thread] : [])), ...fromEvents.keys()])]
  const awake = new Map<number, Spans>()
  for (const thread of threads) {
    const spans = fromEvents.get(thread) ?? spansFromSched(trace, thread)
    if (spans !== null) awake.set(thread, spans)
  }
  return { threads, awake, anyAwake: unionOf([...awake.values()]), isKnown: fromEvents.size > 0 || trace.sched.count > 0 }
})

function spansFromEvents(trace: Trace): Map<number, Spans> {
  const wakes = trace.events['mm_vmscan_kswapd_wake']
  const sleeps = trace.events['mm_vmscan_kswapd_sleep']
  const rows: { tsNs: number; thread: number; isWake: boolean }[] = []
  for (let i = 0; i < (wakes?.count ?? 0); i++) rows.push({ tsNs: wakes?.tsNs[i] ?? 0, thread: wakes?.thread[i] ?? 0, isWake: true })
  for (let i = 0; i < (sleeps?.count ?? 0); i++) rows.push({ tsNs: sleeps?.tsNs[i] ?? 0, thread: sleeps?.thread[i] ?? 0, isWake: false })
  // At equal times the sleep ends the old span before the wake begins the next.
  rows.sort((a, b) => a.tsNs - b.tsNs || Number(a.isWake) - Number(b.isWake))
  const byThread = new Map<number, { startNs: number[]; endNs: number[] }>()
  for (const row of rows) {
    const spans = byThread.get(row.thread) ?? { startNs: [], endNs: [] }
    if (!byThread.has(row.thread)) byThread.set(row.thread, spans)
    const isAwake = spans.startNs.length > spans.endNs.length
    if (row.isWake && !isAwake) spans.startNs.push(row.tsNs)
    if (row.isWake || (!isAwake && spans.endNs.length > 0)) continue
    if (!isAwake) spans.startNs.push(trace.startNs)
    spans.endNs.push(row.tsNs)
  }
  for (const spans of byThread.values()) if (spans.startNs.length > spans.endNs.length) spans.endNs.push(trace.endNs)
  return byThread
}

/** Awake from its first run after a wake-up until it goes off the CPU in a sleep that outlasts the nap. */
function spansFromSched(trace: Trace, thread: number): Spans | null {
  const { sched } = trace
  if (sched.count === 0) return null
  const startNs: number[] = []
  const endNs: number[] = []
  let asleepSinceNs: number | null = null
  for (let i = 0; i < sched.count; i++) {
    if (sched.thread[i] !== thread) continue
    const fromNs = sched.startNs[i] ?? 0
    const durationNs = sched.durationNs[i] ?? 0
    const toNs = durationNs < 0 ? trace.endNs : fromNs + durationNs
    const isContinued = endNs.length > 0 && (asleepSinceNs === null || fromNs - asleepSinceNs <= NAP_NS)
    if (isContinued) endNs[endNs.length - 1] = toNs
    else {
      startNs.push(fromNs)
      endNs.push(toNs)
    }
    asleepSinceNs = SLEEPING.has(sched.endState[i] ?? 0) ? toNs : null
  }
  // Preempted or waiting at the end of the trace: still awake.
  if (endNs.length > 0 && asleepSinceNs === null) endNs[endNs.length - 1] = trace.endNs
  return { startNs, endNs }
}
