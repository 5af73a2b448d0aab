/** A machine without a workload, on which tests run reclaim step by step. Kswapd sleeps unless a test wakes it. */
import type { Machine } from '../../../src/engine/machine'
import { SimTask, type Work } from '../../../src/engine/cpu/task'
import * as P from '../../../src/engine/reclaim/page-store'
import { makeScanControl, type ReclaimActor, type ScanControl } from '../../../src/engine/reclaim/scan-control'
import { makeMachine, type MachineSpec } from '../../support/demand-fixture'

const SECOND_NS = 1e9

export class ReclaimBench {
  readonly machine: Machine
  private nextId = 1

  /** `pages` anonymous pages nobody owns, oldest first: records 0 … pages - 1. */
  constructor(pages: number, spec: MachineSpec = {}) {
    this.machine = makeMachine({ durationMs: 60_000, ...spec, initial: { freePages: 1000, unownedAnonPages: pages, ...spec.initial } })
    for (const task of this.machine.kcompressd.tasks) this.machine.scheduler.wake(task)
    this.settle()
  }

  get memory(): Machine['memory'] {
    return this.machine.memory
  }

  get counters(): Machine['recorder']['counters'] {
    return this.machine.recorder.counters
  }

  /** Starts a task. */
  start(work: (task: SimTask) => Work<unknown>): SimTask {
    const task = new SimTask({ id: this.nextId++, name: 'test', busyClass: 'app', priority: 120 })
    task.work = work(task) as Work
    this.machine.scheduler.wake(task)
    return task
  }

  /** Lets time pass. */
  settle(ns = SECOND_NS): void {
    this.machine.scheduler.run(this.machine.scheduler.nowNs + ns)
  }

  /** One round over the node; priority 0 = every page of every list. Returns what the round did. */
  shrink(actor: ReclaimActor = 'kswapd', priority = 0, nrToReclaim = 1e6): ScanControl {
    const sc = makeScanControl(actor, nrToReclaim, actor !== 'worker')
    sc.priority = priority
    this.start((task) => this.memory.lru.shrinkNode(sc, task))
    this.settle()
    return sc
  }

  /** The round alone, without time for asynchronous writes to end. */
  shrinkFor(ns: number, actor: ReclaimActor = 'kswapd'): SimTask {
    const sc = makeScanControl(actor, 1e6, actor !== 'worker')
    sc.priority = 0
    const task = this.start((self) => this.memory.lru.shrinkNode(sc, self))
    this.settle(ns)
    return task
  }

  /** The program accesses a page again. */
  touch(page: number): void {
    this.memory.pages.set(page, P.YOUNG)
  }

  /** Pages of a list from the oldest to the youngest. */
  list(list: number): number[] {
    const pages = []
    for (let page = this.memory.pages.tail(list); page >= 0; page = this.memory.pages.towardsHead(page)) pages.push(page)
    return pages
  }

  flags(page: number, mask: number): boolean {
    return this.memory.pages.has(page, mask)
  }
}
