/** The imaginary phone of the sample capture: `device.json` and the parameters of the model that plays its kernel. */
import type { ModelParameters } from '../src/engine/model-parameters'
import { computeWatermarks } from '../src/engine/reclaim/zone'
import { DEVICE_SCHEMA_ID, type Device } from '../src/shared/device'

const PAGE_BYTES = 4096
/** 1.5 GiB: what a phone with 2 GiB leaves to the kernel's page allocator. */
const MANAGED_PAGES = 400_000
/** The kernel's default for this size of memory, 5059 KiB. */
const MIN_PAGES = 1264
const SCALE_FACTOR = 30
const DISKSIZE_BYTES = 2 ** 31

const CLUSTERS = [
  { cluster: 'little', count: 4, capacity: 560, maxFreqKhz: 1_800_000 },
  { cluster: 'middle', count: 3, capacity: 840, maxFreqKhz: 2_200_000 },
  { cluster: 'big', count: 1, capacity: 1024, maxFreqKhz: 2_600_000 }
] as const

const CPUS = CLUSTERS.flatMap(({ count, ...cpu }) => Array.from({ length: count }, () => cpu)).map((cpu, id) => ({ id, ...cpu }))

const CONTENT = { sameFilledPct: 9, compressiblePct: 83, incompressiblePct: 8 }

/** `device.json` of the sample. */
export const PHONE: Device & { readonly cpus: NonNullable<Device['cpus']> } = {
  schema: DEVICE_SCHEMA_ID,
  name: 'Synthetic phone, 8 CPUs, 1.5 GiB (made by scripts/make-sample.mjs, not recorded)',
  kernel: '6.1.0-synthetic',
  pageSize: PAGE_BYTES,
  managedPages: MANAGED_PAGES,
  watermarks: computeWatermarks(MANAGED_PAGES, MIN_PAGES, SCALE_FACTOR),
  swappiness: 140,
  watermarkScaleFactor: SCALE_FACTOR,
  pageCluster: 0,
  lru: 'classic',
  hz: 250,
  cpus: CPUS,
  zram: { disksizeBytes: DISKSIZE_BYTES, algorithm: 'lz4' },
  pageContent: CONTENT,
  running: { preset: 'off' }
}

/** Costs of the order of a mid-range phone, split as published measurements split kswapd's time (scan 3 : compress 7). */
export const PARAMETERS: ModelParameters = {
  costs: {
    scanKeptNs: 400, unmapNs: 1600, freeNs: 650, queuedPageNs: 80, compressNs: 5600, sameFilledNs: 850, decompressNs: 2100, reclaimEntryNs: 1000, deactivateNs: 320,
    switchNs: 1500, wakeupNs: 1000, contentionFactor: 1.1
  },
  machine: {
    cpus: CPUS.map(({ id, capacity, maxFreqKhz }) => ({ id, capacity, maxFreqKhz, dynamicPowerUwPerMhzV2: null })),
    hz: 250, pageSize: PAGE_BYTES, managedPages: MANAGED_PAGES, watermarks: computeWatermarks(MANAGED_PAGES, MIN_PAGES, SCALE_FACTOR), swappiness: 140, lru: 'classic'
  },
  content: {
    sameFilledShare: CONTENT.sameFilledPct / 100, compressibleShare: CONTENT.compressiblePct / 100, incompressibleShare: CONTENT.incompressiblePct / 100,
    meanCompressedBytes: 1350
  },
  disksizePages: DISKSIZE_BYTES / PAGE_BYTES,
  initialYoungShare: 0.35,
  kernel: '6.1.0-synthetic',
  wakesOnIdleCpu: true,
  uncertainty: { costs: 0, contention: 0, demand: 0 }
}
