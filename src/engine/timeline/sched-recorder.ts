/** Slices and wake-ups of a run, as sched_switch and sched_wakeup would show them: gaps filled by the idle task. */
import type { Scheduler, SchedulerObserver } from '../cpu/scheduler'
import type { SimTask } from '../cpu/task'
import { IDLE_THREAD } from '../trace/thread-table-builder'
import { END_STATES, type EndState } from '../trace/trace'
import type { TraceBuilder } from '../trace/trace-builder'
import type { TimelineOptions } from './recorded-run'

const IDLE_PRIORITY = 120
const STILL_OPEN = -1

/** A slice that the next one may still continue. */
interface PendingSlice {
  readonly task: SimTask
  readonly fromNs: number
  readonly toNs: number
  readonly state: EndState
}

export class SchedRecorder implements SchedulerObserver {
  private scheduler: Scheduler | null = null
  private readonly threads = new Map<SimTask, number>()
  private readonly pending: (PendingSlice | null)[] = []
  /** Up to where each CPU's time has been written. */
  private readonly writtenNs: number[] = []
  private sliceCount = 0
  private wakeupCount = 0

  /** @param wakeLatencyNs time that an idle CPU takes to begin with a task: the switch comes so much later than the scheduler's decision. */
  constructor(
    private readonly builder: TraceBuilder,
    private readonly options: Pick<TimelineOptions, 'tidOf' | 'tgidOf' | 'restStateOf'>,
    private readonly wakeLatencyNs: number
  ) {}

  /** The scheduler whose calls follow. */
  attach(scheduler: Scheduler): void {
    this.scheduler = scheduler
    for (const queue of scheduler.queues) {
      this.pending[queue.index] = null
      this.writtenNs[queue.index] = 0
    }
  }

  get nowNs(): number {
    return this.scheduler === null ? 0 : this.scheduler.nowNs
  }

  /** The task that acts at this moment; null between tasks. */
  get currentTask(): SimTask | null {
    return this.scheduler?.currentTask ?? null
  }

  /** Thread index of a task in the trace. */
  threadOf(task: SimTask | null): number {
    if (task === null) return IDLE_THREAD
    const known = this.threads.get(task)
    if (known !== undefined) return known
    const { threads } = this.builder
    const thread = threads.ofTid(this.options.tidOf?.(task.id) ?? task.id)
    threads.noteNameText(thread, task.name)
    threads.noteProcess(thread, this.options.tgidOf?.(task.id) ?? -1)
    this.threads.set(task, thread)
    return thread
  }

  slice(task: SimTask, cpu: number, fromNs: number, toNs: number, runnable: boolean): void {
    const before = this.pending[cpu] ?? null
    // Picked again at once: the kernel switches to nobody.
    const continues = before !== null && before.task === task && before.toNs === fromNs && before.state === 'R+'
    if (before !== null && !continues) this.write(cpu, before)
    const wasIdle = before === null || before.toNs < fromNs
    const beginNs = wasIdle ? Math.min(toNs, fromNs + this.wakeLatencyNs) : fromNs
    this.pending[cpu] = { task, fromNs: continues ? before.fromNs : beginNs, toNs, state: runnable ? 'R+' : this.stateOf(task) }
  }

  wakeup(task: SimTask): void {
    const acting = this.currentTask
    // A timer interrupts whoever runs on the CPU it is armed on.
    const waker = acting ?? this.scheduler?.queues[task.cpu]?.current ?? null
    const cpu = (acting ?? task).cpu
    this.builder.pushWakeup(this.nowNs, cpu, this.threadOf(task), this.threadOf(waker), task.cpu)
    this.wakeupCount++
  }

  /** Writes what is left: slices that are still open at the end, and the span itself. */
  finish(endNs: number): void {
    for (const queue of this.scheduler?.queues ?? []) {
      const task = queue.current
      if (task !== null) this.slice(task, queue.index, task.pickedNs, endNs, true)
      const last = this.pending[queue.index] ?? null
      if (last !== null) this.write(queue.index, last, task !== null)
      if (task === null) this.writeIdle(queue.index, endNs, true)
    }
    this.builder.noteTime(endNs, (this.scheduler?.queues.length ?? 1) - 1)
    this.builder.countEvent('sched_switch', this.sliceCount)
    this.builder.countEvent('sched_wakeup', this.wakeupCount)
  }

  /** Reclaim's waits are uninterruptible (reclaim_throttle), those of the demand are what the options say. */
  private stateOf(task: SimTask): EndState {
    if (task.state === 'exited') return 'X'
    if (task.busyClass === 'directReclaim') return 'D'
    return this.options.restStateOf?.(task.id) ?? 'S'
  }

  private write(cpu: number, slice: PendingSlice, isOpen = false): void {
    // Preempted before it began: it never had the CPU.
    if (slice.toNs === slice.fromNs && slice.state === 'R+') return
    this.writeIdle(cpu, slice.fromNs)
    this.push(slice.fromNs, isOpen ? STILL_OPEN : slice.toNs - slice.fromNs, cpu, this.threadOf(slice.task), isOpen ? '' : slice.state, slice.task.priority)
    this.writtenNs[cpu] = slice.toNs
  }

  private writeIdle(cpu: number, untilNs: number, isOpen = false): void {
    const fromNs = this.writtenNs[cpu] ?? 0
    if (untilNs > fromNs) this.push(fromNs, isOpen ? STILL_OPEN : untilNs - fromNs, cpu, IDLE_THREAD, isOpen ? '' : 'R', IDLE_PRIORITY)
  }

  private push(fromNs: number, durationNs: number, cpu: number, thread: number, state: EndState, priority: number): void {
    this.builder.pushSlice(fromNs, durationNs, cpu, thread, END_STATES.indexOf(state), priority)
    this.sliceCount++
  }
}
