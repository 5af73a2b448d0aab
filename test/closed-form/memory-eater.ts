/** A memory eater on the device of `resources/devices/mediatek-eater.json`: the published experiment, and its arithmetic. */
import { readFileSync } from 'node:fs'
import * as v from 'valibot'
import { deviceSchema } from '../../src/shared/device'
import type { KcompressdSettings } from '../../src/shared/config'
import type { CostParameters } from '../../src/engine/model-parameters'
import { makeMachine } from '../support/demand-fixture'

const DEVICE_FILE = new URL('../../resources/devices/mediatek-eater.json', import.meta.url)
const json = JSON.parse(readFileSync(DEVICE_FILE, 'utf8')) as {
  costs: CostParameters
  published: { offPagesPerS: number; asyncPagesPerS: number; scanShare: number; compressShare: number }
  sources: Record<string, string>
}

export const EATER_DEVICE = v.parse(deviceSchema, json)
export const EATER_COSTS = json.costs
export const PUBLISHED = json.published
export const SOURCES = json.sources

/** Scanning, unmapping and freeing a page; compressing it; what a page through a FIFO costs the reclaimer on top. Nanoseconds. */
export const T1_NS = EATER_COSTS.scanKeptNs + EATER_COSTS.unmapNs + EATER_COSTS.freeNs
export const T2_NS = EATER_COSTS.compressNs
export const QUEUED_NS = EATER_COSTS.queuedPageNs

/**
 * Pages per second that kswapd reclaims in the steady state, by arithmetic alone: kswapd has one CPU, so have the threads.
 * @param queuedNs what a queued page costs kswapd besides `T1_NS`
 */
export function closedFormRate(threads: number, whenFull: KcompressdSettings['whenFull'], queuedNs: number): number {
  const threadRate = (threads * 1e9) / T2_NS
  const queueRate = 1e9 / (T1_NS + queuedNs)
  if (threads === 0) return 1e9 / (T1_NS + T2_NS)
  if (threadRate >= queueRate) return queueRate
  if (whenFull === 'wait') return threadRate
  const timeLeft = 1 - threadRate / queueRate
  return threadRate + (timeLeft * 1e9) / (T1_NS + T2_NS)
}

export interface SteadyState {
  readonly pagesPerS: number
  readonly scannedPerPage: number
  readonly kswapdBusy: number
  readonly compressCpuShare: number
  readonly threadBusy: readonly number[]
  readonly stolenByOthers: number
}

const DURATION_MS = 1000
/**
 * Pages on the LRU at the start. Few enough that the measured half deals with the eater's own pages, which need a first pass to
 * lose their accessed bit; so many that the list does not come round while pages wait in a FIFO.
 */
const LIST_PAGES = 150_000
const FAULT_NS = 200

/**
 * Lets the eater allocate `eatenPerS` pages per second and measures the second half. The rate should be about what is
 * reclaimed, so that the LRU keeps its length.
 */
export function eat(kcompressd: Partial<KcompressdSettings>, eatenPerS: number): SteadyState {
  const perMs = Math.round(eatenPerS / 1000)
  const machine = makeMachine({
    durationMs: DURATION_MS, cpuCount: EATER_DEVICE.cpus?.length ?? 0, kcompressd, initial: { freePages: 300_000, unownedAnonPages: LIST_PAGES },
    parameters: {
      costs: EATER_COSTS, content: { meanCompressedBytes: 300 },
      machine: { managedPages: EATER_DEVICE.managedPages!, watermarks: EATER_DEVICE.watermarks!, swappiness: EATER_DEVICE.swappiness!, hz: EATER_DEVICE.hz! }
    },
    tasks: [{ rows: Array.from({ length: DURATION_MS }, (_, i) => ({ cpuUs: (perMs * FAULT_NS) / 1000, alloc: perMs, untilMs: i + 1 })) }]
  })
  const { counters, binCount } = machine.recorder
  const snapshot = () => ({ ...counters, kswapdNs: machine.kswapds[0]!.cpuNs, threadNs: machine.kcompressd.tasks.map((task) => task.cpuNs) })
  let middle = snapshot()
  machine.run((bin) => {
    if (bin === binCount / 2 - 1) middle = snapshot()
  })
  const end = snapshot()
  const seconds = DURATION_MS / 2000
  const stolen = end.pgstealAnon - middle.pgstealAnon
  const kswapdNs = end.kswapdNs - middle.kswapdNs
  const threadNs = end.threadNs.map((ns, i) => ns - (middle.threadNs[i] ?? 0))
  const totalNs = kswapdNs + threadNs.reduce((sum, ns) => sum + ns, 0)
  return {
    pagesPerS: stolen / seconds, scannedPerPage: (end.pgscanAnon - middle.pgscanAnon) / stolen, kswapdBusy: kswapdNs / 1e9 / seconds,
    compressCpuShare: ((end.written - middle.written) * EATER_COSTS.compressNs) / totalNs, threadBusy: threadNs.map((ns) => ns / 1e9 / seconds),
    stolenByOthers: end.pgstealDirect
  }
}
