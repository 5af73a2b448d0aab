/** Puts the parts together: one machine, in the state in which the window starts, running one configuration with one seed. */
import { Kcompressd } from './compress/kcompressd'
import { kcompressdVariant } from './compress/kcompressd-variant'
import { PageContentSource } from './compress/page-content'
import { SwapStore, type FrameSource } from './compress/swap-store'
import { ZramDevice } from './compress/zram-device'
import { zsmallocKindOf } from './compress/zsmalloc-classes'
import { CpuUsage } from './cpu/cpu-usage'
import { Scheduler, type SchedulerObserver } from './cpu/scheduler'
import { SimTask } from './cpu/task'
import type { Demand } from './demand/demand'
import { hasRwPage } from './kernel-release'
import { Random } from './kernel/random'
import type { ModelParameters } from './model-parameters'
import { reclaimForPool } from './reclaim/allocate'
import { ClassicLru } from './reclaim/classic-lru'
import { makeKswapd } from './reclaim/kswapd'
import { Memory } from './reclaim/memory'
import { Mglru } from './reclaim/mglru'
import { PageStore } from './reclaim/page-store'
import { boostLimit, DEFAULT_BOOST_FACTOR, playFragmentation } from './reclaim/watermark-boost'
import { ListShrinker } from './reclaim/shrink-list'
import { Swapoff } from './reclaim/swapoff'
import { computeWatermarks, Zone, type Watermarks } from './reclaim/zone'
import { Recorder } from './recorder'
import type { RunObserver } from './run-observer'
import type { Configuration } from '../shared/config'
import { settingOf } from '../shared/config-fields'
import { attachBackEnd, backEndBooks, handOverRefusal, type SwapBackEnd } from './swap-back-ends'
import { addressRanges } from './workload/address-ranges'
import { playDemand, type Progress } from './workload/demand-task'
import { FilePages } from './workload/file-pages'
import { Signals } from './workload/signals'
import { layoutPages, makeAddressSpaces, placeResidentPages, storeInitialPages, type PageLayout } from './workload/initial-memory'

/** Width of the bins that a run keeps. */
export const RUN_BIN_NS = 10e6
/** A workload that was held back goes on in such steps, up to so many times the window. */
const TAIL_STEP_NS = 10e6
const MAX_STRETCH = 2
/** Longer windows get wider bins: eleven minutes at the finest. */
const MAX_BINS = 65_536

/** Width of the bins of a run of that length: a multiple of `RUN_BIN_NS`. */
export function runBinNs(durationNs: number): number {
  return RUN_BIN_NS * Math.max(1, Math.ceil(durationNs / (RUN_BIN_NS * MAX_BINS)))
}

/** Slots of a swap device of unknown size: as many as there are pages. */
const UNKNOWN_DISKSIZE = Infinity

/** A pageblock is as large as the memory behind one full page-table page. */
const PAGE_TABLE_ENTRY_BYTES = 8

/** First task ids of kernel threads; ids only name tasks. */
const KSWAPD_ID = 1_000_000
const KCOMPRESSD_ID = 1_001_000
const SWAP_ID = 1_002_000
const SWAPOFF_ID = 1_003_000
const FRAGMENTATION_ID = 1_004_000

export interface MachineInput {
  readonly demand: Demand
  readonly parameters: ModelParameters
  readonly config: Configuration
  readonly seed: number
  /** Told of CPU time slices and wake-ups. */
  readonly observer?: SchedulerObserver
  /** Told of reclaim and faults. */
  readonly runObserver?: RunObserver
}

export class Machine {
  readonly memory: Memory
  readonly scheduler: Scheduler
  readonly usage: CpuUsage
  readonly recorder: Recorder
  readonly kcompressd: Kcompressd
  readonly kswapds: readonly SimTask[]
  readonly tasks: readonly SimTask[]
  readonly backEnd: SwapBackEnd
  /** Null: swap stays on. */
  readonly swapoff: Swapoff | null
  /** Why kcompressd hands nothing over although it is on, or null. */
  readonly handOverRefusal: string | null
  /** Pages that the workload allocates in all. */
  private readonly wantedPages: number
  private readonly progress: Progress = { allocatedPages: 0 }
  /** The time that the demand was recorded in: bins cover it. */
  readonly windowNs: number
  readonly binNs: number

  constructor(readonly input: MachineInput) {
    const { demand, parameters, config, seed } = input
    this.windowNs = demand.endNs - demand.startNs
    this.wantedPages = demand.tasks.reduce((sum, { program }) => sum + program.allocPages.reduce((pages, row) => pages + row, 0), 0)
    this.binNs = runBinNs(this.windowNs)
    this.usage = new CpuUsage(parameters.machine.cpus.length, this.windowNs, this.binNs)
    this.recorder = new Recorder(this.windowNs, this.binNs)
    this.scheduler = this.makeScheduler()
    const layout = layoutPages(demand, parameters.machine.managedPages)
    const made = this.makeMemory(layout)
    this.memory = made.memory
    this.backEnd = made.backEnd
    const random = new Random(seed, 1)
    placeResidentPages(this.memory, demand, layout, parameters.initialYoungProfile ?? [parameters.initialYoungShare], random)
    const variant = kcompressdVariant(config.kcompressd.variant === 'zram' ? 'zram' : 'mm', hasRwPage(parameters.kernel), config.swap.backend)
    const { memory } = this
    this.handOverRefusal = handOverRefusal(config, parameters.kernel)
    const settings = this.handOverRefusal === null ? config.kcompressd : { ...config.kcompressd, threads: 0 }
    this.kcompressd = new Kcompressd(memory, settings, variant, (task, tryStore) => reclaimForPool(memory, task, tryStore), KCOMPRESSD_ID, () => random.below(parameters.machine.cpus.length), {
      folioPages: Math.max(1, Math.floor(((settingOf(config, 'vm.folioKib') ?? 0) * 1024) / parameters.machine.pageSize)), nodes: nodeCpus(config, parameters)
    })
    this.kswapds = makeKswapds(memory, config, parameters)
    const swapoffNs = settingOf(config, 'swap.swapoffAtS') * 1e9
    this.swapoff = swapoffNs > 0 ? new Swapoff(memory, swapoffNs, SWAPOFF_ID) : null
    this.tasks = this.makeTasks(layout, random)
  }

  /** Tasks of the kernel and of user space beyond reclaim and the workload. */
  get services(): readonly SimTask[] {
    return this.swapoff === null ? this.backEnd.tasks : [...this.backEnd.tasks, this.swapoff.task]
  }

  /** How long the run was: the window, and what a workload that was held back needed beyond it. */
  get durationNs(): number {
    return this.usage.durationNs
  }

  /** Pages that the workload has not got yet. */
  get outstandingPages(): number {
    return this.wantedPages - this.progress.allocatedPages
  }

  /** Runs the whole window, and on until the workload has got its pages, at most as long again. `onBin` is called at the end of every bin. */
  run(onBin?: (bin: number) => void): void {
    for (const task of this.kswapds) this.scheduler.wake(task)
    for (const task of [...this.kcompressd.tasks, ...this.services]) this.scheduler.wake(task)
    this.startFragmentation()
    this.tasks.forEach((task, i) => this.scheduler.sleepFor(task, this.input.demand.tasks[i]?.startNs ?? 0))
    for (let bin = 0; bin < this.recorder.binCount; bin++) {
      this.scheduler.run(Math.min(this.windowNs, (bin + 1) * this.binNs))
      this.closeBin()
      onBin?.(bin)
    }
    for (let endNs = this.windowNs + TAIL_STEP_NS; this.outstandingPages > 0 && endNs <= MAX_STRETCH * this.windowNs; endNs += TAIL_STEP_NS) {
      this.usage.extendTo(endNs)
      this.scheduler.run(endNs)
    }
  }

  /** Recorded fragmentation raises the watermarks; a task without CPU time stands for whoever allocated. */
  private startFragmentation(): void {
    const { demand, config, parameters: { machine } } = this.input
    const events = demand.fragmentationNs ?? []
    const factor = config.vm.watermarkBoostFactor ?? machine.watermarkBoostFactor ?? DEFAULT_BOOST_FACTOR
    const pageblockPages = machine.pageSize / PAGE_TABLE_ENTRY_BYTES
    const limit = boostLimit(machine.managedPages, this.memory.zone.watermarks.high, factor, pageblockPages)
    if (events.length === 0 || limit === 0) return
    const task = new SimTask({ id: FRAGMENTATION_ID, name: 'fragmentation', busyClass: 'other', priority: 0 })
    task.work = playFragmentation(this.memory, task, events, limit, pageblockPages)
    this.scheduler.wake(task)
  }

  private closeBin(): void {
    const { memory, recorder } = this
    recorder.closeBin({
      freePages: memory.zone.free, freePagesMin: memory.zone.takeLowest(), queueDepth: this.kcompressd.depth,
      zramBytes: memory.store.poolPages * memory.pageSize, directReclaimTasks: recorder.reclaiming, kswapdAwake: memory.kswapdsAwake > 0 ? 1 : 0
    })
  }

  private makeScheduler(): Scheduler {
    const { machine, costs, wakesOnIdleCpu, slowdown = 1 } = this.input.parameters
    return new Scheduler({
      capacities: machine.cpus.map((cpu) => cpu.capacity / slowdown), contentionFactor: costs.contentionFactor, switchNs: costs.switchNs, wakeLatencyNs: costs.wakeupNs, hz: machine.hz,
      wakesOnIdleCpu, usage: this.usage, ...(machine.frequency === undefined ? {} : { frequency: machine.frequency }), ...(this.input.observer === undefined ? {} : { observer: this.input.observer })
    })
  }

  /** Memory with initially swapped pages stored; the pool's first frames are part of the initial state, not of free. */
  private makeMemory(layout: PageLayout): { memory: Memory; backEnd: SwapBackEnd } {
    const { demand, parameters, config, seed } = this.input
    const { machine } = parameters
    let zone: Zone | null = null
    const frames: FrameSource = {
      takePool: (count, reserve) => zone === null || zone.take(count, reserve, 'pool'),
      givePool: (count) => zone?.give(count, 'pool')
    }
    const content = PageContentSource.create(parameters.content, machine.pageSize, seed)
    const kind = zsmallocKindOf(parameters.kernel)
    const device = new ZramDevice({ pageSizeBytes: machine.pageSize, disksizePages: layout.pageCount, memLimitPages: null, kind })
    const books = backEndBooks({ config, parameters, device, frames, nowNs: () => (zone === null ? null : this.scheduler.nowNs) })
    const store = new SwapStore(content, device, frames, parameters.disksizePages ?? UNKNOWN_DISKSIZE, books.writeback ?? books.zswap)
    const anon = demand.initial.unownedAnonPages + demand.tasks.reduce((sum, task) => sum + task.residentPages, 0)
    const file = Math.min(demand.initial.inactiveFilePages + demand.initial.activeFilePages, layout.fileCount)
    const makeZone = (): Zone =>
      new Zone(machine.managedPages, this.watermarks(), { free: demand.initial.freePages, anon, file, pool: store.poolPages })
    const memory = new Memory({
      pages: new PageStore(layout.pageCount), zone: makeZone(), store, scheduler: this.scheduler, recorder: this.recorder,
      costs: parameters.costs, swappiness: config.vm.swappiness ?? machine.swappiness, pageSize: machine.pageSize,
      kernelPagesPerPage: demand.kernelPagesPerPage ?? 0
    })
    memory.observer = this.input.runObserver ?? null
    const backEnd = attachBackEnd(memory, books, config, parameters, SWAP_ID)
    const shrinker = new ListShrinker(memory, () => this.kcompressd)
    memory.lru = machine.lru === 'mglru' ? new Mglru(memory, shrinker, addressRanges(layout)) : new ClassicLru(memory, shrinker)
    storeInitialPages(memory, demand, layout)
    // What was stored while recording stays.
    device.limitMemory(memLimitPages(config, machine.pageSize))
    zone = memory.zone = makeZone()
    return { memory, backEnd }
  }

  /** Recorded watermarks, or those that the configuration's sysctls would set. */
  private watermarks(): Watermarks {
    const { config, parameters } = this.input
    const { watermarks, managedPages, pageSize } = parameters.machine
    const { minFreeKbytes, watermarkScaleFactor } = config.vm
    if (minFreeKbytes === null && watermarkScaleFactor === null) return watermarks
    const min = minFreeKbytes === null ? watermarks.min : Math.round((minFreeKbytes * 1024) / pageSize)
    if (watermarkScaleFactor !== null) return computeWatermarks(managedPages, min, watermarkScaleFactor)
    const gap = watermarks.low - watermarks.min
    return { min, low: min + gap, high: min + 2 * gap }
  }

  private makeTasks(layout: PageLayout, random: Random): SimTask[] {
    const { demand } = this.input
    const spaces = makeAddressSpaces(demand, layout)
    const context = { memory: this.memory, kcompressd: () => this.kcompressd, files: new FilePages(layout.fileBase, layout.fileCount), random, signals: new Signals(() => this.scheduler), progress: this.progress,
      goesOn: () => this.outstandingPages > 0, windowNs: this.windowNs
    }
    return demand.tasks.map((entry, i) => {
      const task = new SimTask({
        id: entry.tid, name: entry.name, busyClass: entry.kind, priority: entry.priority, firstCpu: Math.max(0, entry.firstCpu), allowedCpus: entry.cpus,
        usualCpus: entry.usualCpus ?? null
      })
      const space = spaces[i]
      if (space !== undefined) task.work = playDemand(context, entry, task, space)
      return task
    })
  }
}

/** CPUs by node, in equal groups; empty with one node. */
function nodeCpus(config: Configuration, { machine }: ModelParameters): number[][] {
  const count = Math.min(settingOf(config, 'vm.nodes') ?? 1, machine.cpus.length)
  if (count === 1) return []
  const first = (node: number): number => Math.floor((node * machine.cpus.length) / count)
  return Array.from({ length: count }, (_, node) => Array.from({ length: first(node + 1) - first(node) }, (__, i) => first(node) + i))
}

/** One thread as in mainline, or several with the names vendor kernels give them; so many per node where the configuration says so. */
function makeKswapds(memory: Memory, config: Configuration, parameters: ModelParameters): SimTask[] {
  const { kswapdFirstCpus: firstCpus = [0], kswapdUsualCpus: usualCpus = null, cpus } = parameters.machine
  const nodes = nodeCpus(config, parameters)
  const perNode = settingOf(config, 'vm.kswapdThreads') ?? (nodes.length > 0 ? 1 : firstCpus.length)
  return Array.from({ length: perNode * Math.max(1, nodes.length) }, (_, i) => {
    const node = Math.floor(i / perNode)
    const allowed = nodes[node] ?? null
    const name = perNode === 1 ? `kswapd${node}` : `kswapd${node}:${i % perNode}`
    const cpu = allowed === null ? (firstCpus[i] ?? i % cpus.length) : (allowed[i % allowed.length] as number)
    return makeKswapd(memory, KSWAPD_ID + i, cpu, name, usualCpus, allowed)
  })
}

/** `mem_limit` in pages; null = none. zswap has limits of its own. */
function memLimitPages(config: Configuration, pageSize: number): number | null {
  const limitMib = settingOf(config, 'swap.memLimitMib')
  return limitMib === 0 || config.swap.backend === 'zswap' ? null : Math.floor((limitMib * 2 ** 20) / pageSize)
}
