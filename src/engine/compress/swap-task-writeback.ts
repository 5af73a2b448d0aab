/**
 * zram with a backing device in a run: a task of user space that marks idle slots and starts passes of writeback (drivers/block/zram
 * `writeback_store`, `zram_writeback_slots`), and reads of pages that are on the device (`read_from_bdev_async`).
 */
import type { TaskEnergy } from '../cpu/energy'
import { BLOCK, SimTask, type Work } from '../cpu/task'
import type { Memory } from '../reclaim/memory'
import type { SwapReader } from './swap-back-end'
import type { SwapIo } from './swap-task-io'
import type { Recompression } from './swap-task-recompress'
import { ReadBackWorkers } from './swap-task-read-back'
import type { WritebackKind } from './writeback-select'
import type { ZramWriteback } from './zram-writeback'

/** CPU time of looking at one slot: its lock and its flags. */
const LOOK_NS = 15

export interface WritebackSchedule {
  readonly kind: WritebackKind
  readonly intervalNs: number
  readonly idleAgeNs: number
  readonly batchPages: number
}

/** CPU time and energy, and what came of it. */
export interface WritebackTimes {
  /** CPU time of the passes, and the part of it that decompressed. */
  writeCpuNs: number
  writeDecompressNs: number
  /** CPU time of reads from the device: submission, hand-over, decompression; and the last alone. */
  readCpuNs: number
  readDecompressNs: number
  readonly readLatencyNs: number[]
}

export class ZramWritebackTask implements SwapReader {
  readonly task: SimTask
  readonly times: WritebackTimes = { writeCpuNs: 0, writeDecompressNs: 0, readCpuNs: 0, readDecompressNs: 0, readLatencyNs: [] }
  readonly workers: ReadBackWorkers
  private inFlight = 0
  private waitsForWrite = false

  constructor(
    private readonly memory: Memory,
    readonly slots: ZramWriteback,
    private readonly schedule: WritebackSchedule,
    private readonly io: SwapIo,
    readonly energy: { readonly write: TaskEnergy; readonly read: TaskEnergy },
    firstTaskId: number,
    /** Null: what is stored stays as it is. */
    readonly recompression: Recompression | null = null
  ) {
    this.task = new SimTask({ id: firstTaskId, name: 'zram-writeback', busyClass: 'other', priority: 120, chargesSwitch: true })
    this.task.work = this.work()
    this.workers = new ReadBackWorkers(memory.scheduler, this.slots.books.options.costs, this.times, energy.read, firstTaskId + 1)
  }

  get tasks(): readonly SimTask[] {
    return [this.task, ...this.workers.tasks]
  }

  *read(task: SimTask, page: number): Work<boolean> {
    const { memory, times } = this
    const decompressNs = this.slots.decompressNs(page)
    const place = this.slots.load(page)
    if (place === 'memory') {
      yield decompressNs
      return false
    }
    const startNs = memory.scheduler.nowNs
    const cpuBeforeNs = task.cpuNs
    yield this.io.submitNs
    times.readCpuNs += task.cpuNs - cpuBeforeNs
    this.energy.read.add(task, task.cpuNs - cpuBeforeNs)
    const cpu = task.cpu
    this.io.read(() => {
      if (place === 'raw') memory.scheduler.wake(task)
      else this.workers.decompress(cpu, task, decompressNs)
    })
    yield BLOCK
    times.readLatencyNs.push(memory.scheduler.nowNs - startNs)
    return false
  }

  private *work(): Work {
    const { memory, schedule } = this
    for (;;) {
      memory.scheduler.sleepFor(this.task, schedule.intervalNs)
      yield BLOCK
      yield* this.pass()
      this.noteCpu()
    }
  }

  private *pass(): Work {
    const { slots, schedule } = this
    slots.markIdle(schedule.idleAgeNs)
    yield 2 * LOOK_NS * slots.slotCount
    yield* this.recompress()
    const chosen = slots.choose(schedule.kind)
    for (let i = 0; i < chosen.length; i++) {
      const slot = chosen[i] as number
      yield* this.waitForWrites(schedule.batchPages - 1)
      if (!slots.isChosen(slot)) continue
      const block = slots.start()
      if (typeof block === 'string') {
        slots.letGo(chosen, i)
        break
      }
      yield* this.write(slot, block)
    }
    yield* this.waitForWrites(0)
  }

  /** Its CPU time is not that of writeback. */
  private *recompress(): Work {
    if (this.recompression === null) return
    yield LOOK_NS * this.slots.slotCount
    this.noteCpu()
    yield* this.recompression.pass(this.task)
  }

  private *write(slot: number, block: number): Work {
    const { slots, times } = this
    const cpuBeforeNs = this.task.cpuNs
    const prepareNs = slots.prepareNs(slot)
    const decompresses = prepareNs === slots.decompressNs(slot)
    yield prepareNs
    if (decompresses) times.writeDecompressNs += this.task.cpuNs - cpuBeforeNs
    yield this.io.submitNs
    this.noteCpu()
    this.inFlight++
    this.io.write(() => {
      this.inFlight--
      slots.finish(slot, block, true)
      this.memory.wakePfmemallocWaiters()
      if (this.waitsForWrite) this.memory.scheduler.wake(this.task)
    })
  }

  /** Sleeps until no more than `count` writes are under way. */
  private *waitForWrites(count: number): Work {
    while (this.inFlight > count) {
      this.waitsForWrite = true
      yield BLOCK
      this.waitsForWrite = false
    }
  }

  private noteCpu(): void {
    const cpuNs = this.task.cpuNs - (this.recompression?.totals.cpuNs ?? 0)
    this.energy.write.add(this.task, cpuNs - this.times.writeCpuNs)
    this.times.writeCpuNs = cpuNs
  }
}
