/**
 * Recompression before a pass of writeback (`recompress_store`): user space that writes back what stays large first lets
 * a second algorithm try. Objects that get smaller are no longer idle; the others are marked incompressible.
 */
import type { TaskEnergy } from '../cpu/energy'
import type { SimTask, Work } from '../cpu/task'
import type { CostParameters } from '../model-parameters'
import type { Memory } from '../reclaim/memory'
import type { AlgorithmModel } from './algorithms'
import type { RecompressKind, RecompressOptions } from './recompress'
import type { ZramWriteback } from './zram-writeback'

/** Slots that are tried between two chances for others to run; the kernel takes them one by one. */
const STEP_PAGES = 16

/** The algorithm of a store and the one that tries again. */
export interface AlgorithmPair {
  readonly from: AlgorithmModel
  readonly to: AlgorithmModel
}

/** Which slots are tried. */
export interface RecompressChoice {
  readonly kind: RecompressKind
  readonly thresholdBytes: number
}

/** CPU time of decompressing an object of the second algorithm, ns. `costs` are those of the first. */
export function recompressedNs(costs: CostParameters, { from, to }: AlgorithmPair): number {
  return (costs.decompressNs * to.decompressRatio) / from.decompressRatio
}

export class Recompression {
  readonly totals = { triedPages: 0, smallerPages: 0, savedBytes: 0, cpuNs: 0 }
  private readonly options: RecompressOptions

  constructor(
    private readonly memory: Memory, private readonly slots: ZramWriteback, readonly pair: AlgorithmPair, readonly choice: RecompressChoice, readonly energy: TaskEnergy
  ) {
    const { from } = pair
    const { compressNs, decompressNs } = memory.costs
    this.options = {
      ...pair, ...choice, maxPages: STEP_PAGES,
      lz4Costs: { compressNs: compressNs / from.compressRatio, decompressNs: decompressNs / from.decompressRatio }
    }
  }

  /** Tries every chosen slot that was not tried before, on the CPU time of `task`. */
  *pass(task: SimTask): Work {
    const { memory, slots, totals } = this
    for (let firstSlot = 0; firstSlot < slots.slotCount; ) {
      const step = slots.recompress({ ...this.options, firstSlot }, memory.zone.min)
      totals.triedPages += step.triedPages
      totals.smallerPages += step.smallerPages
      totals.savedBytes += step.savedBytes
      if (step.freedFrames > 0) memory.wakePfmemallocWaiters()
      firstSlot = step.nextSlot
      const cpuBeforeNs = task.cpuNs
      yield step.cpuNs
      totals.cpuNs += task.cpuNs - cpuBeforeNs
      this.energy.add(task, task.cpuNs - cpuBeforeNs)
    }
  }
}
