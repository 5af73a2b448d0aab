/**
 * Who a long sleep waited for. A task that was started, woken or answered by another one begins its next work when that one
 * gets so far, not at the recorded time: a launch that stalls holds back whatever waits for its end. Three kinds of evidence:
 * - start: task_newtask names the parent; without it a new thread still has its parent's name (copy_process, kernel/fork.c),
 * - wake-up: recorded with the thread that woke it; out of an interrupt (the waking CPU sent one: ttwu_queue, kernel/sched/core.c) only when a
 *   thread that started or woke others ended a burst just before,
 * - answer: a thread whose own wake-ups were not recorded went on while the thread that it had started or woken just before
 *   did the last of its work.
 * Short sleeps stay what pacing makes of them. Every edge leads to a burst that began earlier, so nobody can wait in a circle.
 */
import type { Trace } from '../trace/trace'
import type { Burst } from './bursts'
import type { ThreadWork } from './thread-work'
import { wakerAt, type WakeIndex } from './wake-index'

/** Shorter sleeps are steps of one piece of work. */
const MIN_SLEEP_NS = 20e6
/** A new thread first runs so soon after its parent was on a CPU. */
const MAX_START_DELAY_NS = 20e6
/** An idle CPU takes the interrupt of a waking one so soon. */
const MAX_INTERRUPT_DELAY_NS = 200e3
/** A thread that waits for an answer does little else meanwhile. */
const MAX_BURSTS_BETWEEN = 8
/** An answer wakes so soon after the end of the burst that gave it. */
const MAX_ANSWER_DELAY_NS = 1e6

/** One burst of one thread: indices into the works and their bursts. */
export interface BurstRef {
  readonly work: number
  readonly burst: number
}

/** Signals between bursts, numbered from 0: bursts of a thread by their index. */
export interface Dependencies {
  /** Bursts that wait for others. */
  readonly count: number
  /** Signal that a burst waits for before it begins; null = none. */
  readonly waitsFor: (thread: number, burst: number) => number | null
  /** Signal that a burst gives when it is done; null = none. */
  readonly signals: (thread: number, burst: number) => number | null
}

class Finder {
  readonly found: Map<number, BurstRef>[]
  private readonly workOfThread: Map<number, number>
  /** Bursts that each burst started or woke, by work. */
  private readonly requests: Map<number, BurstRef[]>[]

  constructor(private readonly trace: Trace, private readonly works: readonly ThreadWork[], private readonly wakes: WakeIndex, private readonly windowStartNs: number) {
    this.found = works.map(() => new Map())
    this.requests = works.map(() => new Map())
    this.workOfThread = new Map(works.map((work, i) => [work.slices.thread, i]))
  }

  find(): void {
    this.eachOpenSleep((w, b, work) => this.note({ work: w, burst: b }, (b === 0 ? this.parentOf(work) : null) ?? this.wakerOf(work, b)))
    const starters = [...this.requests.keys()].filter((w) => this.requests[w]?.size !== 0)
    this.eachOpenSleep((w, b, work) => {
      if (work.bursts[b]?.wakeKnown === true) this.note({ work: w, burst: b }, this.remoteWakerOf(w, b, starters))
    })
    this.eachOpenSleep((w, b, work) => {
      const on = b === 0 || work.bursts[b]?.wakeKnown === true ? null : this.answerTo(w, b)
      if (on !== null) this.found[w]?.set(b, on)
    })
  }

  /** Calls `visit` for every burst after a long sleep of which nothing has been found. */
  private eachOpenSleep(visit: (w: number, b: number, work: ThreadWork) => void): void {
    this.works.forEach((work, w) => {
      for (let b = 0; b < work.bursts.length; b++) if (this.found[w]?.has(b) !== true && this.sleptLong(work, b)) visit(w, b, work)
    })
  }

  private note(waiting: BurstRef, on: BurstRef | null): void {
    if (on === null || this.burst(on).startNs >= this.burst(waiting).startNs) return
    this.found[waiting.work]?.set(waiting.burst, on)
    const requests = this.requests[on.work] as Map<number, BurstRef[]>
    const list = requests.get(on.burst)
    if (list === undefined) requests.set(on.burst, [waiting])
    else list.push(waiting)
  }

  private burst(ref: BurstRef): Burst {
    return this.works[ref.work]?.bursts[ref.burst] as Burst
  }

  private sleptLong(work: ThreadWork, b: number): boolean {
    const burst = work.bursts[b] as Burst
    const previousEndNs = b === 0 ? this.windowStartNs : (work.bursts[b - 1] as Burst).endNs
    return burst.wakeNs - previousEndNs >= MIN_SLEEP_NS
  }

  /** The last burst of a work that began by `ns`; null when there is none. */
  private burstBy(work: number | undefined, ns: number): BurstRef | null {
    if (work === undefined) return null
    const bursts = this.works[work]?.bursts ?? []
    let [low, high] = [0, bursts.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((bursts[middle] as Burst).startNs <= ns) low = middle + 1
      else high = middle
    }
    return low === 0 ? null : { work, burst: low - 1 }
  }

  private parentOf(work: ThreadWork): BurstRef | null {
    const { threads, events } = this.trace
    const { thread } = work.slices
    const startNs = (work.bursts[0] as Burst).startNs
    const table = events['task_newtask']
    const row = table?.args['pid']?.indexOf(threads.tid[thread] as number) ?? -1
    const bornNs = table?.tsNs[row]
    if (bornNs !== undefined && bornNs <= startNs) return this.burstBy(this.workOfThread.get(table?.thread[row] as number), bornNs)
    const name = threads.firstName?.[thread] ?? ''
    if (name === '' || name === threads.name[thread]) return null
    const parents = this.works.flatMap((other, w) => (threads.name[other.slices.thread] === name ? [this.burstBy(w, startNs)] : []))
    const [parent, another] = parents.filter((ref) => ref !== null && startNs - this.burst(ref).endNs <= MAX_START_DELAY_NS)
    return parent == null || another !== undefined ? null : parent
  }

  private wakerOf(work: ThreadWork, b: number): BurstRef | null {
    const burst = work.bursts[b] as Burst
    if (!burst.wakeKnown) return null
    const waker = wakerAt(this.wakes, work.slices.thread, burst.wakeNs)
    const ref = waker === null ? null : this.burstBy(this.workOfThread.get(waker), burst.wakeNs)
    return ref !== null && this.burst(ref).endNs >= burst.wakeNs ? ref : null
  }

  private remoteWakerOf(w: number, b: number, starters: readonly number[]): BurstRef | null {
    const { wakeNs } = this.burst({ work: w, burst: b })
    const wakers = starters.map((other) => (other === w ? null : this.burstBy(other, wakeNs)))
    const [waker, another] = wakers.filter((ref) => ref !== null && wakeNs - this.burst(ref).endNs <= MAX_INTERRUPT_DELAY_NS && this.sleptLong(this.works[ref.work] as ThreadWork, ref.burst))
    return waker == null || another !== undefined ? null : waker
  }

  /** Whom the latest burst before burst b started or woke. */
  private lastRequests(w: number, b: number): readonly BurstRef[] {
    for (let asking = b - 1; asking >= Math.max(0, b - MAX_BURSTS_BETWEEN); asking--) {
      const requests = this.requests[w]?.get(asking)
      if (requests !== undefined) return requests
    }
    return []
  }

  /** Whom an earlier burst started or woke, and who was at the end of its work when burst b began. */
  private answerTo(w: number, b: number): BurstRef | null {
    const startNs = this.burst({ work: w, burst: b }).startNs
    for (const asked of this.lastRequests(w, b)) {
      const ref = this.burstBy(asked.work, startNs)
      if (ref === null || ref.burst < asked.burst) continue
      const isLast = ref.burst + 1 === this.works[ref.work]?.bursts.length || this.sleptLong(this.works[ref.work] as ThreadWork, ref.burst + 1)
      if (isLast && startNs - this.burst(ref).endNs <= MAX_ANSWER_DELAY_NS) return ref
    }
    return null
  }
}

/** Numbers the bursts that others wait for. */
function numberSignals(works: readonly ThreadWork[], found: readonly ReadonlyMap<number, BurstRef>[]): Dependencies {
  const given = new Map<number, Map<number, number>>()
  const awaited = new Map<number, Map<number, number>>()
  const threadOf = (work: number): number => (works[work] as ThreadWork).slices.thread
  let count = 0
  let next = 0
  found.forEach((edges, work) => {
    for (const [burst, on] of edges) {
      const signals = at(given, threadOf(on.work))
      const signal = signals.get(on.burst) ?? next++
      signals.set(on.burst, signal)
      at(awaited, threadOf(work)).set(burst, signal)
      count++
    }
  })
  return { count, waitsFor: (thread, burst) => awaited.get(thread)?.get(burst) ?? null, signals: (thread, burst) => given.get(thread)?.get(burst) ?? null }
}

function at(maps: Map<number, Map<number, number>>, key: number): Map<number, number> {
  const known = maps.get(key)
  if (known !== undefined) return known
  const map = new Map<number, number>()
  maps.set(key, map)
  return map
}

/** Finds who the long sleeps of the given threads waited for. */
export function findDependencies(trace: Trace, works: readonly ThreadWork[], wakes: WakeIndex, windowStartNs: number): Dependencies {
  const finder = new Finder(trace, works, wakes, windowStartNs)
  finder.find()
  return numberSignals(works, finder.found)
}
