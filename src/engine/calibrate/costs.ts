/** Cost parameters from a trace: measured where events tell, split and bounded where they do not, each with its evidence. */
import type { Assumption } from '../../shared/comparison'
import type { CostParameters } from '../model-parameters'
import type { TimeWindow } from '../run-types'
import type { Trace } from '../trace/trace'
import { describeDisturbance, disturbanceWarning, findDisturbance } from './disturbance'
import { measureEntryNs } from './entry-cost'
import { collectKswapdBatches, type KswapdBatches } from './kswapd-batches'
import { measureSwitchCosts, type SwitchCosts } from './switch-costs'
import { measureReclaimCosts, type ReclaimCosts } from './reclaim-costs'
import { findWriteCost, type WriteCost } from './write-cost'

/** Mutual slowdown of two CPUs where the trace does not show it, and the range that measured values are held to. */
const ASSUMED_CONTENTION = 1.12
const CONTENTION_RANGE = [1.02, 1.25] as const
/** MediaTek's phone: 3.33 us per page in all; taken when kswapd never reclaimed in the trace. */
const ASSUMED_RECLAIM_NS = 3330
const ASSUMED_KEPT_SHARE = 0.05
/** Part of the non-compression cost that the second pass (lock, reference check, freeing) takes. */
const FREE_SHARE = 0.25
/** LZ4 decompression relative to compression on 4 KiB pages. */
const DECOMPRESS_SHARE = 0.38
/** Spread of kswapd's CPU time per page between boots of one machine with the same workload and kcompressd off. */
const BOOT_SPREAD = 0.1
/** Putting a page into a FIFO and isolating it again, relative to the rmap walk of a kept page: a few list and ring operations. */
const QUEUE_SHARE = 0.2

/** An entry into reclaim at least, relative to a kept page. */
const ENTRY_SHARE = 2

export interface CostFinding {
  readonly costs: CostParameters
  readonly assumptions: readonly Assumption[]
  /** Relative uncertainty of the costs, one sigma. */
  readonly uncertainty: number
  /** Whether the cost of compression was measured by itself: then the closing of the loop leaves it alone. */
  readonly isCompressionMeasured: boolean
  /** CPU time of kswapd's reclaim batches per page reclaimed, ns; null without batches. */
  readonly batchNsPerPage: number | null
  /** By how much longer everything took while recording than these costs say, because the CPUs were shared with others, >= 1. */
  readonly slowdown: number
  readonly warnings: readonly string[]
}

/** @param kswapd CPU seconds, pages scanned and stolen by kswapd over the window; null when unknown. */
export interface KswapdTotals {
  readonly cpuS: number | null
  readonly scanned: number | null
  readonly stolen: number | null
}

/**
 * Finds the costs of reclaim and compression.
 * @param sameFilledShare share of same-filled pages, 0..1
 */
export function findCosts(trace: Trace, window: TimeWindow, totals: KswapdTotals, sameFilledShare: number): CostFinding {
  const batches = collectKswapdBatches(trace, window)
  const disturbance = findDisturbance(trace, batches)
  const slowdown = disturbance?.factor ?? 1
  const measured = measureReclaimCosts(batches, ASSUMED_CONTENTION, disturbance)
  const reclaim = measured ?? fromTotals(totals)
  const contention = boundContention(measured)
  const write = findWriteCost(trace, window, reclaim.reclaimedNs, slowdown * (1 + (contention.factor - 1) * othersBusyShare(batches)), sameFilledShare)
  const restNs = reclaim.reclaimedNs - write.meanNs
  const freeNs = Math.max(reclaim.keptNs, restNs * FREE_SHARE)
  const switching = measureSwitchCosts(trace, window)
  const entryNs = measureEntryNs(trace, window)
  const costs: CostParameters = {
    scanKeptNs: reclaim.keptNs, unmapNs: Math.max(restNs - freeNs, reclaim.keptNs), freeNs,
    compressNs: write.compressNs, sameFilledNs: write.sameFilledNs,
    queuedPageNs: reclaim.keptNs * QUEUE_SHARE,
    decompressNs: write.compressNs * DECOMPRESS_SHARE, reclaimEntryNs: Math.max(ENTRY_SHARE * reclaim.keptNs, (entryNs ?? 0) / slowdown), deactivateNs: reclaim.keptNs * 0.8,
    switchNs: switching.switchNs, wakeupNs: switching.wakeupNs, contentionFactor: contention.factor
  }
  return {
    costs, uncertainty: measured === null ? 0.15 : BOOT_SPREAD,
    assumptions: [...describe(costs, measured, write, contention.evidence, switching, entryNs), ...(disturbance === null ? [] : [describeDisturbance(disturbance)])],
    isCompressionMeasured: write.evidence === 'measured', batchNsPerPage: measured === null ? null : nsPerPage(batches), slowdown,
    warnings: disturbance === null ? [] : [disturbanceWarning(disturbance)]
  }
}

/** Share of the other CPUs that were busy while kswapd worked, 0..1; without batches they count as busy. */
function othersBusyShare(batches: KswapdBatches): number {
  let busyNs = 0
  let cpuNs = 0
  for (let i = 0; i < batches.count; i++) {
    cpuNs += batches.cpuNs[i] as number
    busyNs += (batches.cpuNs[i] as number) * (batches.othersBusy[i] as number)
  }
  return cpuNs > 0 ? busyNs / cpuNs : 1
}

function nsPerPage(batches: KswapdBatches): number | null {
  const sum = (column: Float64Array): number => column.reduce((total, value) => total + value, 0)
  const pages = sum(batches.reclaimed)
  return pages > 0 ? sum(batches.ranNs) / pages : null
}

function fromTotals(totals: KswapdTotals): ReclaimCosts {
  const { cpuS, scanned, stolen } = totals
  if (cpuS === null || stolen === null || stolen < 1000) return { keptNs: ASSUMED_RECLAIM_NS * ASSUMED_KEPT_SHARE, reclaimedNs: ASSUMED_RECLAIM_NS, contentionFactor: null, batchCount: 0 }
  const kept = Math.max(0, (scanned ?? stolen) - stolen)
  const reclaimedNs = (cpuS * 1e9) / (stolen + ASSUMED_KEPT_SHARE * kept) / ASSUMED_CONTENTION
  return { keptNs: reclaimedNs * ASSUMED_KEPT_SHARE, reclaimedNs, contentionFactor: null, batchCount: 0 }
}

function boundContention(measured: ReclaimCosts | null): { readonly factor: number; readonly evidence: Assumption['evidence'] } {
  if (measured === null || measured.contentionFactor === null) return { factor: ASSUMED_CONTENTION, evidence: 'assumed' }
  // one run shows it through noise of the same size: meet the expectation half way
  const measuredFactor = Math.min(CONTENTION_RANGE[1], Math.max(CONTENTION_RANGE[0], measured.contentionFactor))
  return { factor: (measuredFactor + ASSUMED_CONTENTION) / 2, evidence: 'fitted' }
}

function describe(costs: CostParameters, measured: ReclaimCosts | null, write: WriteCost, contention: Assumption['evidence'], switching: SwitchCosts, entryNs: number | null): Assumption[] {
  const reclaim: Assumption['evidence'] = measured === null ? 'fitted' : 'measured'
  const detail = measured === null ? 'from kswapd CPU time and pages' : `from ${measured.batchCount} reclaim batches of kswapd`
  const row = (name: string, valueNs: number, evidence: Assumption['evidence'], text: string): Assumption => ({ name, value: Math.round(valueNs), unit: 'ns/page', evidence, detail: text })
  return [
    row('scanKeptNs', costs.scanKeptNs, reclaim, detail),
    row('compressNs', costs.compressNs, write.evidence, write.detail),
    row('unmapNs', costs.unmapNs, reclaim, `${detail}, less compression and freeing`),
    row('queuedPageNs', costs.queuedPageNs, 'assumed', 'a fifth of a kept page: FIFO and second isolation'),
    row('freeNs', costs.freeNs, 'assumed', 'a quarter of the cost without compression'),
    row('decompressNs', costs.decompressNs, 'assumed', 'LZ4 decompression at 0.38 of compression'),
    { name: 'reclaimEntryNs', value: Math.round(costs.reclaimEntryNs), unit: 'ns', evidence: entryNs === null ? 'assumed' : 'measured', detail: entryNs === null ? 'two kept pages' : 'from the last batch of a direct reclaim to its end, median' },
    { name: 'switchNs', value: Math.round(costs.switchNs), unit: 'ns', evidence: switching.evidence, detail: 'shortest time slices of the trace' },
    { name: 'wakeupNs', value: Math.round(costs.wakeupNs), unit: 'ns', evidence: switching.evidence, detail: 'wake-up to switch on an idle CPU, median' },
    { name: 'contentionFactor', value: Math.round(costs.contentionFactor * 1000) / 1000, unit: '', evidence: contention, detail: 'slowdown of a CPU while all others are busy' }
  ]
}
