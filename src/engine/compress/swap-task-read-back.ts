/** system_highpri_wq as read-back uses it: a worker per CPU at nice -20 decompresses what an interrupt on that CPU hands over. */
import type { TaskEnergy } from '../cpu/energy'
import type { Scheduler } from '../cpu/scheduler'
import { BLOCK, SimTask, type Work } from '../cpu/task'
import type { WritebackCosts } from './writeback-device'

/** Nice -20. */
const HIGH_PRIORITY = 100

interface Worker {
  readonly task: SimTask
  /** Tasks whose page is there, compressed, and what decompressing it takes. */
  readonly queue: { readonly waiter: SimTask; readonly decompressNs: number }[]
}

export class ReadBackWorkers {
  private readonly workers: readonly Worker[]

  constructor(
    private readonly scheduler: Scheduler,
    private readonly costs: WritebackCosts,
    private readonly times: { readCpuNs: number; readDecompressNs: number },
    private readonly energy: TaskEnergy,
    firstTaskId: number
  ) {
    this.workers = scheduler.queues.map((_, cpu) => this.makeWorker(cpu, firstTaskId + cpu))
  }

  get tasks(): readonly SimTask[] {
    return this.workers.map(({ task }) => task)
  }

  /** Decompresses the page that `waiter` sleeps for, then wakes it. */
  decompress(cpu: number, waiter: SimTask, decompressNs: number): void {
    const worker = this.workers[cpu] as Worker
    worker.queue.push({ waiter, decompressNs })
    this.scheduler.wake(worker.task)
  }

  private makeWorker(cpu: number, id: number): Worker {
    const task = new SimTask({ id, name: `kworker/${cpu}:0H`, busyClass: 'other', priority: HIGH_PRIORITY, firstCpu: cpu, allowedCpus: [cpu], chargesSwitch: true })
    const worker: Worker = { task, queue: [] }
    task.work = this.work(worker)
    return worker
  }

  private *work({ task, queue }: Worker): Work {
    let bookedNs = 0
    for (;;) {
      const next = queue.shift()
      if (next === undefined) {
        yield BLOCK
        continue
      }
      yield this.costs.workerNs
      const cpuBeforeNs = task.cpuNs
      yield next.decompressNs
      this.times.readDecompressNs += task.cpuNs - cpuBeforeNs
      this.times.readCpuNs += task.cpuNs - bookedNs
      this.energy.add(task, task.cpuNs - bookedNs)
      bookedNs = task.cpuNs
      this.scheduler.wake(next.waiter)
    }
  }
}
