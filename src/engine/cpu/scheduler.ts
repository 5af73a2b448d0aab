/**
 * The event loop of the model: CPUs run tasks' bursts under a fair scheduler, timers wake sleepers.
 * A CPU's progress depends on how many other CPUs are busy (mutual slowdown as a state), so every change between idle and
 * busy re-times the bursts of the others.
 */
import { TimerQueue } from '../kernel/timer-queue'
import type { FrequencySchedule } from '../model-parameters'
import type { CpuUsage } from './cpu-usage'
import { intervalAt } from './frequency'
import { fairTunables, idealSliceNs, placeOnWakeup, preemptsOnTick, preemptsOnWakeup, type FairTunables } from './fair-policy'
import { pullOnTick, pullWhenIdle } from './load-balance'
import { RunQueue } from './run-queue'
import { BLOCK, type SimTask } from './task'

/** Told of every switch: `slice` when a task leaves a CPU; `wakeup` when a sleeping task becomes runnable on `task.cpu`. */
export interface SchedulerObserver {
  slice(task: SimTask, cpu: number, fromNs: number, toNs: number, runnable: boolean): void
  wakeup?(task: SimTask): void
}

export interface SchedulerOptions {
  /** Capacities, 1024 = reference CPU. */
  readonly capacities: readonly number[]
  /** Factor by which work takes longer when all other CPUs are busy, >= 1. */
  readonly contentionFactor: number
  /** CPU time that a switch to a modelled kernel thread costs; recorded bursts contain it already. */
  readonly switchNs: number
  /** Time from a wake-up on an idle CPU to the first instruction; the CPU counts as idle meanwhile. */
  readonly wakeLatencyNs: number
  readonly hz: number
  /** Whether a waking task may be placed on any idle CPU (shared cache domain), else only on the waker's or its previous one. */
  readonly wakesOnIdleCpu: boolean
  readonly usage: CpuUsage
  /** Scales the capacities over time; absent: they stay. */
  readonly frequency?: FrequencySchedule
  readonly observer?: SchedulerObserver
}

export class Scheduler {
  nowNs = 0
  eventCount = 0
  readonly queues: readonly RunQueue[]
  readonly tunables: FairTunables
  private readonly timers = new TimerQueue<SimTask>()
  private readonly tickNs: number
  private busyCount = 0
  private advancing: RunQueue | null = null
  /** When the frequencies change next. */
  private frequencyNs: number

  constructor(private readonly options: SchedulerOptions) {
    this.queues = options.capacities.map((capacity, index) => new RunQueue(index, capacity))
    this.tunables = fairTunables(options.capacities.length)
    this.tickNs = Math.round(1e9 / options.hz)
    this.frequencyNs = options.frequency === undefined ? Infinity : 0
  }

  /** Whether the task whose work is being done now is to lose its CPU: it should yield what it has used so far. */
  get shouldYield(): boolean {
    return this.advancing !== null && this.advancing.needsResched
  }

  /** The task whose work is being done at this moment; null between tasks (timers). For observers. */
  get currentTask(): SimTask | null {
    return this.advancing === null ? null : this.advancing.current
  }

  /** Arms the task's timer; the task must yield `BLOCK` next. A later `wake` by somebody else disarms it. */
  sleepFor(task: SimTask, durationNs: number): void {
    task.timerToken = this.timers.add(this.nowNs + Math.max(0, Math.round(durationNs)), task)
  }

  /** Makes a sleeping task runnable. Returns false when it was not asleep. */
  wake(task: SimTask, byTimer = false): boolean {
    if (task.state !== 'sleeping') return false
    task.timerToken = 0
    task.wokenByTimer = byTimer
    const queue = this.queues[this.selectCpu(task)] as RunQueue
    // enqueue_entity() brings the queue up to date before it places the task
    this.account(queue)
    this.moveTo(task, queue)
    this.options.observer?.wakeup?.(task)
    task.vruntimeNs = placeOnWakeup(task.vruntimeNs, queue.minVruntimeNs, this.tunables)
    this.enqueue(task, queue)
    const current = queue.current
    if (current === null) {
      if (this.advancing !== queue) this.dispatch(queue)
    } else if (this.preempts(task, current, queue)) this.resched(queue)
    else this.setEvent(queue)
    return true
  }

  /** Runs until `untilNs`; bursts under way are booked up to there. */
  run(untilNs: number): void {
    for (;;) {
      let next: RunQueue | null = null
      let nextNs = this.timers.peekNs()
      for (const queue of this.queues) {
        if (queue.eventNs < nextNs) {
          nextNs = queue.eventNs
          next = queue
        }
      }
      if (this.frequencyNs <= nextNs && this.frequencyNs < untilNs) {
        this.changeFrequencies()
        continue
      }
      if (nextNs >= untilNs) break
      this.nowNs = nextNs
      this.eventCount++
      if (next === null) this.fireTimer()
      else this.handle(next)
    }
    this.nowNs = untilNs
    for (const queue of this.queues) this.account(queue)
  }

  /** Moves a waiting task to another CPU (load balancing) and runs it there when that CPU is idle. */
  migrate(task: SimTask, from: RunQueue, to: RunQueue): void {
    from.remove(task)
    this.moveTo(task, to)
    to.waiting.push(task)
    this.setEvent(from)
    if (to.current === null && this.advancing !== to) this.dispatch(to)
    else this.setEvent(to)
  }

  private changeFrequencies(): void {
    const { frequency, capacities } = this.options
    if (frequency === undefined) return
    this.nowNs = this.frequencyNs
    const interval = intervalAt(frequency, this.nowNs)
    for (const queue of this.queues) {
      this.account(queue)
      queue.capacity = (capacities[queue.index] as number) * (frequency.shares[queue.index]?.[interval] ?? 1)
      queue.ratedBusy = -1
      this.setEvent(queue)
    }
    this.frequencyNs += frequency.intervalNs
  }

  private fireTimer(): void {
    const timer = this.timers.pop()
    if (timer !== undefined && timer.owner.timerToken === timer.token) this.wake(timer.owner, true)
  }

  private handle(queue: RunQueue): void {
    const task = queue.current
    if (task === null) return
    this.account(queue)
    if (task.remainingNs > 0) return this.tick(queue, task)
    // a burst that ends exactly at a tick does not hide the tick
    if (queue.waiting.length > 0 && this.nowNs % this.tickNs === 0) queue.needsResched = this.preemptsAtTick(queue, task)
    this.advance(queue, task)
  }

  /** Lets the task's work go on until it needs CPU time, blocks or ends. */
  private advance(queue: RunQueue, task: SimTask): void {
    this.advancing = queue
    for (;;) {
      const step = task.work === null ? undefined : task.work.next()
      if (step === undefined || step.done === true) {
        if (task.returnToCaller()) continue
        task.state = 'exited'
        break
      }
      if (step.value === BLOCK) {
        task.state = 'sleeping'
        break
      }
      if (step.value > 0) {
        task.remainingNs = step.value
        break
      }
    }
    this.advancing = null
    if (task.state !== 'running') this.leave(queue, task, false)
    else if (queue.needsResched) this.requeue(queue, task)
    else this.setEvent(queue)
  }

  private tick(queue: RunQueue, task: SimTask): void {
    if (pullOnTick(this, queue, this.nowNs)) return this.setEvent(queue)
    if (this.preemptsAtTick(queue, task)) this.requeue(queue, task)
    else this.setEvent(queue)
  }

  private preemptsAtTick(queue: RunQueue, task: SimTask): boolean {
    const next = queue.next()
    if (next === null) return false
    const idealNs = idealSliceNs(task.weight, queue.totalWeight(), queue.runningCount, this.tunables)
    const ranNs = this.nowNs - task.pickedNs
    return next.realTime || (!task.realTime && preemptsOnTick(ranNs, idealNs, task.vruntimeNs, next.vruntimeNs, this.tunables))
  }

  private preempts(wakee: SimTask, current: SimTask, queue: RunQueue): boolean {
    if (wakee.realTime) return !current.realTime || wakee.priority < current.priority
    if (current.realTime) return false
    this.account(queue)
    return preemptsOnWakeup(current.vruntimeNs, wakee.vruntimeNs, wakee.weight, this.tunables)
  }

  private resched(queue: RunQueue): void {
    if (this.advancing === queue) queue.needsResched = true
    else if (queue.current !== null) this.requeue(queue, queue.current)
  }

  private requeue(queue: RunQueue, task: SimTask): void {
    this.account(queue)
    this.enqueue(task, queue)
    this.leave(queue, task, true)
  }

  private enqueue(task: SimTask, queue: RunQueue): void {
    task.state = 'runnable'
    task.runnableSinceNs = this.nowNs
    queue.waiting.push(task)
  }

  private leave(queue: RunQueue, task: SimTask, runnable: boolean): void {
    queue.needsResched = false
    task.lastRanNs = this.nowNs
    this.options.observer?.slice(task, queue.index, task.pickedNs, this.nowNs, runnable)
    queue.current = null
    queue.updateMinVruntime()
    this.dispatch(queue)
  }

  /** Puts the next task on an empty CPU, pulling one from elsewhere when there is none. */
  private dispatch(queue: RunQueue): void {
    const wasIdle = queue.eventNs === Infinity
    const task = queue.next() ?? pullWhenIdle(this, queue, this.nowNs)
    if (task === null) {
      queue.eventNs = Infinity
      if (!wasIdle) this.changeBusy(-1)
      return
    }
    queue.remove(task)
    queue.current = task
    task.state = 'running'
    task.waitNs += this.nowNs - task.runnableSinceNs
    task.pickedNs = this.nowNs
    if (task.chargesSwitch) task.remainingNs += this.options.switchNs
    queue.accountedNs = wasIdle ? this.nowNs + this.options.wakeLatencyNs : this.nowNs
    if (wasIdle) this.changeBusy(1)
    this.setEvent(queue)
  }

  private changeBusy(delta: number): void {
    this.busyCount += delta
    for (const queue of this.queues) {
      if (queue.current === null) continue
      this.account(queue)
      this.setEvent(queue)
    }
  }

  /** Books the time since the last booking to the running task. */
  private account(queue: RunQueue): void {
    const task = queue.current
    const elapsedNs = this.nowNs - queue.accountedNs
    if (task === null || elapsedNs <= 0) return
    this.options.usage.bookIndex(queue.index, task.busyClassIndex, queue.accountedNs, this.nowNs)
    queue.accountedNs = this.nowNs
    task.cpuNs += elapsedNs
    task.vruntimeNs += (elapsedNs * 1024) / task.weight
    const doneNs = elapsedNs * queue.rate
    task.workNs += doneNs
    const leftNs = task.remainingNs - doneNs
    task.remainingNs = leftNs < 0.5 ? 0 : leftNs
    queue.updateMinVruntime()
  }

  private setEvent(queue: RunQueue): void {
    const task = queue.current
    if (task === null) return
    if (queue.ratedBusy !== this.busyCount) this.setRate(queue)
    const endNs = Math.max(this.nowNs, queue.accountedNs) + Math.ceil(task.remainingNs / queue.rate)
    queue.eventNs = queue.waiting.length === 0 ? endNs : Math.min(endNs, (Math.floor(this.nowNs / this.tickNs) + 1) * this.tickNs)
  }

  /** How fast the CPU works among so many busy ones. */
  private setRate(queue: RunQueue): void {
    const others = this.queues.length - 1
    const contention = others === 0 ? 1 : 1 + ((this.options.contentionFactor - 1) * (this.busyCount - 1)) / others
    queue.rate = queue.capacity / 1024 / Math.max(1, contention)
    queue.ratedBusy = this.busyCount
  }

  private moveTo(task: SimTask, queue: RunQueue): void {
    const from = this.queues[task.cpu]
    if (from !== undefined && from !== queue) task.vruntimeNs += queue.minVruntimeNs - from.minVruntimeNs
    task.cpu = queue.index
  }

  /** select_task_rq_fair(), reduced: previous CPU when idle, another idle CPU where caches are shared
   * (usual ones first), else the previous one. */
  private selectCpu(task: SimTask): number {
    const allowed = (cpu: number): boolean => task.allowedCpus === null || task.allowedCpus.includes(cpu)
    const previous = this.queues[task.cpu] !== undefined && allowed(task.cpu) ? task.cpu : (task.allowedCpus?.find((cpu) => cpu < this.queues.length) ?? 0)
    const isIdle = (cpu: number): boolean => (this.queues[cpu] as RunQueue).runningCount === 0
    const usual = task.usualCpus
    if (isIdle(previous) && (usual === null || usual.includes(previous))) return previous
    if (this.options.wakesOnIdleCpu) {
      const idle = usual?.find((cpu) => cpu < this.queues.length && allowed(cpu) && isIdle(cpu))
      if (idle !== undefined) return idle
    }
    if (isIdle(previous)) return previous
    if (this.options.wakesOnIdleCpu) {
      const idle = this.queues.find((queue) => queue.runningCount === 0 && allowed(queue.index))
      if (idle !== undefined) return idle.index
    }
    return previous
  }
}
