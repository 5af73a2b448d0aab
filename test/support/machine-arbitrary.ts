/** Random small machines under memory pressure for property tests. */
import fc from 'fast-check'
import type { Configuration } from '../../src/shared/config'
import type { MachineSpec, RowSpec, TaskSpec } from './demand-fixture'

/** Quiet time at the end of every random run, in which everything in flight can land. */
const QUIET_MS = 400
/** An entry into direct reclaim that finds nothing still walks all priorities: keeps hopeless machines from drowning in events. */
const REAL_ENTRY_NS = 20_000

const rowArb: fc.Arbitrary<RowSpec> = fc.record({
  cpuUs: fc.integer({ min: 0, max: 3000 }),
  alloc: fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 900 })),
  touch: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 600 })),
  file: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 400 })),
  free: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.integer({ min: 1, max: 500 }), fc.constant(-1)),
  sleepMs: fc.integer({ min: 0, max: 12 })
})

const taskArb: fc.Arbitrary<TaskSpec> = fc.record({
  rows: fc.tuple(fc.array(rowArb, { minLength: 1, maxLength: 12 }), fc.boolean()).map(([rows, exits]) => (exits ? [...rows, { exit: true }] : rows)),
  startMs: fc.integer({ min: 0, max: 60 }),
  priority: fc.constantFrom(120, 120, 100, 130, 139, 97),
  dirtyShare: fc.constantFrom(0, 0.3, 1),
  residentPages: fc.integer({ min: 0, max: 1500 }),
  swappedPages: fc.integer({ min: 0, max: 400 })
})

export const kcompressdArb: fc.Arbitrary<Partial<Configuration['kcompressd']>> = fc.record({
  variant: fc.constantFrom('off', 'zram', 'mm'),
  threads: fc.integer({ min: 0, max: 3 }),
  fifoEntries: fc.constantFrom(0, 1, 7, 64, 256, 4096),
  whenFull: fc.constantFrom('sync-new', 'sync-oldest', 'wait'),
  nice: fc.constantFrom(0, 0, 10, -10),
  wakeDelayUs: fc.constantFrom(0, 0, 1500),
  memalloc: fc.boolean(), rotate: fc.boolean(), skipSameFilled: fc.boolean(), cancelOnRefault: fc.boolean(),
  callers: fc.constantFrom<Configuration['kcompressd']['callers']>(['kswapd'], ['kswapd', 'direct'], ['direct']),
  batchPages: fc.constantFrom(1, 1, 1, 5, 32), splitThreads: fc.constantFrom(1, 3), accelerator: fc.constantFrom(false, false, true), fifoLockNs: fc.constantFrom(0, 0, 0, 150)
})

const vmArb: fc.Arbitrary<Partial<Configuration['vm']>> = fc.oneof(
  { weight: 2, arbitrary: fc.constant({}) },
  fc.record({ nodes: fc.constantFrom(null, 2), kswapdThreads: fc.constantFrom(null, 1, 3), folioKib: fc.constantFrom(null, 16 as const, 64 as const) })
)

/** zram alone, mostly; else a backing device, roomy or full at once, or zswap with a small or a large pool. */
export const swapArb: fc.Arbitrary<Partial<Configuration['swap']>> = fc.oneof(
  { weight: 2, arbitrary: fc.constant({}) },
  fc.record({
    mode: fc.constantFrom('raw' as const, 'compressed' as const), kind: fc.constantFrom('idle' as const, 'huge' as const, 'huge_idle' as const, 'incompressible' as const), intervalS: fc.constantFrom(0.01, 0.1),
    idleAgeS: fc.constantFrom(0, 0.05), limitMib: fc.constantFrom(0, 1), batchPages: fc.constantFrom(1, 32), deviceMib: fc.constantFrom(0, 1),
    recompress: fc.constantFrom('none' as const, 'none' as const, 'zstd' as const), recompressKind: fc.constantFrom('idle' as const, 'huge' as const, 'huge_idle' as const, 'all' as const),
    recompressThresholdBytes: fc.constantFrom(0, 1500)
  }).map((writeback) => ({ writeback })),
  fc.record({ maxPoolPercent: fc.constantFrom(1, 3, 20), acceptThresholdPercent: fc.constantFrom(50, 90, 100), writeback: fc.boolean(), shrinker: fc.boolean() })
    .map((zswap) => ({ backend: 'zswap' as const, zswap })),
  fc.record({ memLimitMib: fc.constantFrom(1, 4) }),
  fc.record({ swapoffAtS: fc.constantFrom(0.1, 0.5), backend: fc.constantFrom('zram' as const, 'zswap' as const) })
)

/** Small machines under pressure; the last 0.4 s are quiet, so that everything in flight can land. */
export const machineArb: fc.Arbitrary<MachineSpec> = fc
  .record({
    cpuCount: fc.integer({ min: 1, max: 4 }), tasks: fc.array(taskArb, { minLength: 1, maxLength: 4 }), seed: fc.integer({ min: 0, max: 1e6 }),
    freePages: fc.integer({ min: 20, max: 800 }), unownedAnonPages: fc.integer({ min: 0, max: 6000 }), unownedSwappedPages: fc.integer({ min: 0, max: 500 }),
    inactiveFilePages: fc.integer({ min: 0, max: 400 }), activeFilePages: fc.integer({ min: 0, max: 200 }), activeAnonPages: fc.integer({ min: 0, max: 800 }),
    kcompressd: kcompressdArb, swap: swapArb, vm: vmArb, kernel: fc.constantFrom('6.1.192', '6.6.1', null), initialYoungShare: fc.constantFrom(0, 0.5, 1),
    sameFilledShare: fc.constantFrom(0, 0.2), incompressibleShare: fc.constantFrom(0, 0.1), disksizePages: fc.constantFrom(null, null, 3000), contentionFactor: fc.constantFrom(1, 1.2),
    lru: fc.constantFrom<'classic' | 'mglru'>('classic', 'mglru'), kswapdFirstCpus: fc.constantFrom<readonly number[]>([0], [0], [0, 0])
  })
  .map((r) => {
    const resident = r.tasks.reduce((sum, task) => sum + (task.residentPages ?? 0), 0) + r.unownedAnonPages
    return {
      durationMs: 800 + QUIET_MS, cpuCount: r.cpuCount, tasks: r.tasks, seed: r.seed, kcompressd: r.kcompressd, swap: r.swap, vm: r.vm,
      initial: {
        freePages: r.freePages, unownedAnonPages: r.unownedAnonPages, unownedSwappedPages: r.unownedSwappedPages, inactiveFilePages: r.inactiveFilePages,
        activeFilePages: r.activeFilePages, activeAnonPages: Math.min(r.activeAnonPages, resident)
      },
      parameters: {
        kernel: r.kernel, initialYoungShare: r.initialYoungShare, disksizePages: r.disksizePages, costs: { contentionFactor: r.contentionFactor, reclaimEntryNs: REAL_ENTRY_NS },
        content: { sameFilledShare: r.sameFilledShare, incompressibleShare: r.incompressibleShare, compressibleShare: 1 - r.sameFilledShare - r.incompressibleShare },
        machine: { managedPages: 20_000, lru: r.lru, kswapdFirstCpus: r.kswapdFirstCpus }
      }
    }
  })
