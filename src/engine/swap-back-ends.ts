/** What a configuration puts behind compressed memory: zram's backing device, or zswap with its swap device. Made with the machine, attached to its memory. */
import { settingOf } from '../shared/config-fields'
import type { Configuration } from '../shared/config'
import { findAlgorithm } from './compress/algorithms'
import { BlockDevice, UFS_PROFILE } from './compress/block-device'
import { SwapIo } from './compress/swap-task-io'
import { Recompression, recompressedNs, type AlgorithmPair } from './compress/swap-task-recompress'
import { ZramWritebackTask } from './compress/swap-task-writeback'
import { ZswapTask } from './compress/swap-task-zswap'
import type { FrameSource } from './compress/swap-store'
import { WritebackDevice } from './compress/writeback-device'
import type { ZramDevice } from './compress/zram-device'
import { ZramWriteback } from './compress/zram-writeback'
import { ZswapPool } from './compress/zswap-pool'
import { TaskEnergy } from './cpu/energy'
import type { SimTask } from './cpu/task'
import { hasRwPage } from './kernel-release'
import type { ModelParameters } from './model-parameters'
import type { Memory } from './reclaim/memory'

/** Copying a compressed object or a whole page, and handing a read page to a worker. Assumed, for a big core. */
const COPY_NS = 300
const HAND_OVER_NS = 500

/** Books of the back end; at most one of them. */
export interface BackEndBooks {
  readonly writeback: ZramWriteback | null
  readonly zswap: ZswapPool | null
}

/** The back end of a run. */
export interface SwapBackEnd {
  readonly writeback: ZramWritebackTask | null
  readonly zswap: ZswapTask | null
  readonly io: SwapIo | null
  readonly tasks: readonly SimTask[]
}

export interface BookParts {
  readonly config: Configuration
  readonly parameters: ModelParameters
  readonly device: ZramDevice
  readonly frames: FrameSource
  /** Null while the initial state is set up. */
  readonly nowNs: () => number | null
}

/** Books for the configuration; both null where zram alone is asked for. */
export function backEndBooks(parts: BookParts): BackEndBooks {
  const { config, parameters, device, frames, nowNs } = parts
  if (config.swap.backend === 'zswap') return { writeback: null, zswap: new ZswapPool(device, frames, zswapLimits(config, parameters)) }
  const { mode } = config.swap.writeback
  if (mode === 'none') return { writeback: null, zswap: null }
  const { pageSize } = parameters.machine
  const limitMib = settingOf(config, 'swap.writeback.limitMib')
  const deviceMib = settingOf(config, 'swap.writeback.deviceMib')
  const pair = recompressionOf(config)
  const books = new WritebackDevice({
    // block 0 is never used
    mode, blockCount: (deviceMib === 0 ? device.disksizePages : Math.floor((deviceMib * 2 ** 20) / pageSize)) + 1,
    limitUnits: limitMib === 0 ? null : limitMib * 256, costs: {
      decompressNs: parameters.costs.decompressNs, copyNs: COPY_NS, workerNs: HAND_OVER_NS, ...(pair === null ? {} : { recompressedNs: recompressedNs(parameters.costs, pair) })
    }
  })
  return { writeback: new ZramWriteback(device, books, frames, nowNs), zswap: null }
}

/** The algorithm of the device and the second one; null: no recompression, or by the same algorithm. */
function recompressionOf(config: Configuration): AlgorithmPair | null {
  const from = findAlgorithm(config.swap.algorithm)
  const to = findAlgorithm(settingOf(config, 'swap.writeback.recompress'))
  return from === undefined || to === undefined || from.id === to.id ? null : { from, to }
}

function zswapLimits(config: Configuration, { machine }: ModelParameters): { maxPages: number; acceptPages: number } {
  const maxPages = Math.max(1, Math.floor((machine.managedPages * settingOf(config, 'swap.zswap.maxPoolPercent')) / 100))
  return { maxPages, acceptPages: Math.floor((maxPages * settingOf(config, 'swap.zswap.acceptThresholdPercent')) / 100) }
}

/** Makes the tasks of the back end and lets faults and reclaim reach it. */
export function attachBackEnd(memory: Memory, books: BackEndBooks, config: Configuration, parameters: ModelParameters, firstTaskId: number): SwapBackEnd {
  if (books.writeback === null && books.zswap === null) return { writeback: null, zswap: null, io: null, tasks: [] }
  const io = new SwapIo(memory.scheduler, new BlockDevice(UFS_PROFILE), firstTaskId)
  if (books.zswap !== null) {
    const zswap = new ZswapTask(memory, books.zswap, { writeback: settingOf(config, 'swap.zswap.writeback') }, io, firstTaskId + 1)
    memory.swapReader = memory.refusingStore = zswap
    if (settingOf(config, 'swap.zswap.shrinker')) memory.shrinkSlab = (priority, task) => zswap.shrinkSlab(priority, task)
    return { writeback: null, zswap, io, tasks: [io.task, zswap.task] }
  }
  const { machine } = parameters
  const makeEnergy = (): TaskEnergy => new TaskEnergy(machine.cpus, machine.frequency ?? null, () => memory.scheduler.nowNs)
  const schedule = {
    kind: settingOf(config, 'swap.writeback.kind'), intervalNs: settingOf(config, 'swap.writeback.intervalS') * 1e9,
    idleAgeNs: settingOf(config, 'swap.writeback.idleAgeS') * 1e9, batchPages: settingOf(config, 'swap.writeback.batchPages')
  }
  const slots = books.writeback as ZramWriteback
  const pair = recompressionOf(config)
  const recompressKind = settingOf(config, 'swap.writeback.recompressKind')
  const choice = { kind: recompressKind === 'all' ? null : recompressKind, thresholdBytes: settingOf(config, 'swap.writeback.recompressThresholdBytes') }
  const recompression = pair === null ? null : new Recompression(memory, slots, pair, choice, makeEnergy())
  const writeback = new ZramWritebackTask(memory, slots, schedule, io, { write: makeEnergy(), read: makeEnergy() }, firstTaskId + 1, recompression)
  memory.swapReader = writeback
  return { writeback, zswap: null, io, tasks: [io.task, ...writeback.tasks] }
}

/**
 * Why kcompressd hands nothing over in this configuration, whatever else it says, or null. The mm level asks for zswap or
 * SWP_SYNCHRONOUS_IO, which zram with a backing device did not have before 6.3 (its `rw_page` went); the zram level is part of zram.
 */
export function handOverRefusal(config: Configuration, kernel: string | null): string | null {
  const { swap, kcompressd } = config
  if (kcompressd.variant === 'off') return null
  if (swap.backend === 'zswap') {
    if (kcompressd.variant === 'zram') return 'kcompressd at the zram level is part of zram: with zswap before a swap device it hands nothing over.'
    return settingOf(config, 'swap.zswap.writeback') ? null : 'With zswap writeback disabled, kcompressd at the mm level hands nothing over: a refused page must be activated at once.'
  }
  const isSynchronous = swap.writeback.mode === 'none' || !hasRwPage(kernel)
  if (isSynchronous || kcompressd.variant === 'zram') return null
  return 'zram with a backing device is not SWP_SYNCHRONOUS_IO on this kernel: kcompressd at the mm level hands nothing over.'
}
