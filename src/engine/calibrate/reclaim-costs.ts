/** Cost of keeping and of reclaiming a page in kswapd, and the mutual slowdown of CPUs, measured from batches. */
import type { Disturbance } from './disturbance'
import { isClean, type KswapdBatches } from './kswapd-batches'

export interface ReclaimCosts {
  /** Nanoseconds per page kept after an rmap walk, uncontended. */
  readonly keptNs: number
  /** Nanoseconds per page reclaimed (unmap, write, free), uncontended. */
  readonly reclaimedNs: number
  /** Factor with all other CPUs busy; null when the trace does not show both states. */
  readonly contentionFactor: number | null
  readonly batchCount: number
}

const ENOUGH_BATCHES = 40
/** Share of other CPUs below and above which a batch counts as alone and as contended. */
const ALONE = 0.15
const CONTENDED = 0.85
/** Beyond this a slowdown is not explained by shared cores and caches. */
const LARGEST_CONTENTION = 1.6

/**
 * Measures; null with too few batches. `assumedContention` stands in where the trace does not show both states.
 * @param disturbance what slowed the recording down from outside: taken out
 */
export function measureReclaimCosts(batches: KswapdBatches, assumedContention: number, disturbance: Disturbance | null = null): ReclaimCosts | null {
  if (batches.count < ENOUGH_BATCHES) return null
  const contentionFactor = measureContention(batches, disturbance?.limitNs ?? Infinity)
  const factor = contentionFactor ?? assumedContention
  const isKept = (i: number): boolean => batches.reclaimed[i] === 0 && (batches.scanned[i] as number) >= 8
  const kept = quantileOf(batches, isKept, (i) => uncontended(batches, i, factor) / (batches.scanned[i] as number), undisturbedMedian(disturbance))
  let timeNs = 0
  let pages = 0
  for (let i = 0; i < batches.count; i++) {
    const reclaimed = batches.reclaimed[i] as number
    if (reclaimed === 0) continue
    timeNs += uncontended(batches, i, factor) - ((batches.scanned[i] as number) - reclaimed) * (kept ?? 0)
    pages += reclaimed
  }
  if (pages < ENOUGH_BATCHES || timeNs <= 0) return null
  const reclaimedNs = timeNs / pages / (disturbance?.factor ?? 1)
  return { keptNs: Math.min(kept ?? reclaimedNs * 0.05, reclaimedNs), reclaimedNs, contentionFactor, batchCount: batches.count }
}

/** Where the median of the undisturbed lies among all. */
function undisturbedMedian(disturbance: Disturbance | null): number {
  return (1 - (disturbance?.share ?? 0)) / 2
}

function uncontended(batches: KswapdBatches, i: number, factor: number): number {
  return (batches.cpuNs[i] as number) / (1 + (factor - 1) * (batches.othersBusy[i] as number))
}

/** Ratio of the cost per reclaimed page with the other CPUs busy to that alone, from batches that reclaim nearly everything undisturbed. */
function measureContention(batches: KswapdBatches, limitNs: number): number | null {
  const price = (i: number): number => (batches.cpuNs[i] as number) / (batches.scanned[i] as number)
  const perPage = (select: (busy: number) => boolean): number | null =>
    quantileOf(batches, (i) => isClean(batches, i) && price(i) <= limitNs && select(batches.othersBusy[i] as number), price, 0.5)
  const alone = perPage((busy) => busy <= ALONE)
  const contended = perPage((busy) => busy >= CONTENDED)
  if (alone === null || contended === null) return null
  return Math.min(LARGEST_CONTENTION, Math.max(1, contended / alone))
}

function quantileOf(batches: KswapdBatches, select: (i: number) => boolean, value: (i: number) => number, q: number): number | null {
  const values: number[] = []
  for (let i = 0; i < batches.count; i++) if (select(i)) values.push(value(i))
  if (values.length < ENOUGH_BATCHES) return null
  values.sort((a, b) => a - b)
  return values[Math.floor(values.length * q)] as number
}
