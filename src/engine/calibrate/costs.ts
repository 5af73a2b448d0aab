/** Cost parameters from a trace: measured where events tell, split and bounded where they do not, each with its evidence. */
import type { Assumption } from '../../shared/comparison'
import type { CostParameters } from '../model-parameters'
import { increaseIn, tracksNamed } from '../observe/counter-increase'
import type { TimeWindow } from '../run-types'
import type { Trace } from '../trace/trace'
import { collectKswapdBatches } from './kswapd-batches'
import { preemptedShare } from './preempted-share'
import { measureSwitchCosts, type SwitchCosts } from './switch-costs'
import { measureReclaimCosts, type ReclaimCosts } from './reclaim-costs'

/** Mutual slowdown of two CPUs where the trace does not show it, and the range that measured values are held to. */
const ASSUMED_CONTENTION = 1.12
const CONTENTION_RANGE = [1.02, 1.25] as const
/** Compression's share of the cost of a reclaimed page (LZ4 on a phone: scan 3, compress 7). */
const ASSUMED_COMPRESS_SHARE = 0.7
/** MediaTek's phone: 3.33 us per page in all; taken when kswapd never reclaimed in the trace. */
const ASSUMED_RECLAIM_NS = 3330
const ASSUMED_KEPT_SHARE = 0.05
/** Part of the non-compression cost that the second pass (lock, reference check, freeing) takes. */
const FREE_SHARE = 0.25
/** LZ4 decompression relative to compression on 4 KiB pages. */
const DECOMPRESS_SHARE = 0.38
/** Putting a page into a FIFO and isolating it again, relative to the rmap walk of a kept page: a few list and ring operations. */
const QUEUE_SHARE = 0.2
/** Comparing a same-filled page word by word relative to compressing it. */
const SAME_FILLED_SHARE = 0.15

export interface CostFinding {
  readonly costs: CostParameters
  readonly assumptions: readonly Assumption[]
  /** Relative uncertainty of the costs, one sigma. */
  readonly uncertainty: number
}

/** @param kswapd CPU seconds, pages scanned and stolen by kswapd over the window; null when unknown. */
export interface KswapdTotals {
  readonly cpuS: number | null
  readonly scanned: number | null
  readonly stolen: number | null
}

/** Finds the costs of reclaim and compression. */
export function findCosts(trace: Trace, window: TimeWindow, totals: KswapdTotals): CostFinding {
  const batches = collectKswapdBatches(trace, window)
  const measured = measureReclaimCosts(batches, ASSUMED_CONTENTION)
  const reclaim = measured ?? fromTotals(totals)
  const contention = boundContention(measured)
  const compress = findCompressShare(trace, window, reclaim.reclaimedNs * contention.factor)
  const compressNs = reclaim.reclaimedNs * compress.share
  const restNs = reclaim.reclaimedNs - compressNs
  const freeNs = Math.max(reclaim.keptNs, restNs * FREE_SHARE)
  const switching = measureSwitchCosts(trace, window)
  const costs: CostParameters = {
    scanKeptNs: reclaim.keptNs, unmapNs: Math.max(restNs - freeNs, reclaim.keptNs), freeNs, compressNs, sameFilledNs: compressNs * SAME_FILLED_SHARE,
    queuedPageNs: reclaim.keptNs * QUEUE_SHARE,
    decompressNs: compressNs * DECOMPRESS_SHARE, reclaimEntryNs: 2 * reclaim.keptNs, deactivateNs: reclaim.keptNs * 0.8,
    switchNs: switching.switchNs, wakeupNs: switching.wakeupNs, contentionFactor: contention.factor
  }
  return { costs, assumptions: describe(costs, measured, compress, contention.evidence, switching), uncertainty: measured === null ? 0.15 : 0.08 }
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

interface CompressShare {
  readonly share: number
  readonly evidence: Assumption['evidence']
  readonly detail: string
}

/** From counters of synchronous writes (wall time, so preemption is taken out), else the published split. */
function findCompressShare(trace: Trace, window: TimeWindow, reclaimedNs: number): CompressShare {
  const writes = increaseIn(tracksNamed(trace, (name) => name === 'sync_kswapd_cnt'), window)
  const writeNs = increaseIn(tracksNamed(trace, (name) => name === 'sync_kswapd_ns'), window)
  if (writes === null || writeNs === null || writes < 1000) {
    return { share: ASSUMED_COMPRESS_SHARE, evidence: 'assumed', detail: 'published split of kswapd time, scan 3 : compress 7 (LZ4)' }
  }
  const cpuNs = (writeNs / writes) * (1 - preemptedShare(trace, window))
  return { share: Math.min(0.9, Math.max(0.3, cpuNs / reclaimedNs)), evidence: 'measured', detail: 'wall time of synchronous writes by kswapd, less its preemption' }
}

function describe(costs: CostParameters, measured: ReclaimCosts | null, compress: CompressShare, contention: Assumption['evidence'], switching: SwitchCosts): Assumption[] {
  const reclaim: Assumption['evidence'] = measured === null ? 'fitted' : 'measured'
  const detail = measured === null ? 'from kswapd CPU time and pages' : `from ${measured.batchCount} reclaim batches of kswapd`
  const row = (name: string, valueNs: number, evidence: Assumption['evidence'], text: string): Assumption => ({ name, value: Math.round(valueNs), unit: 'ns/page', evidence, detail: text })
  return [
    row('scanKeptNs', costs.scanKeptNs, reclaim, detail),
    row('compressNs', costs.compressNs, compress.evidence, compress.detail),
    row('unmapNs', costs.unmapNs, reclaim, `${detail}, less compression and freeing`),
    row('queuedPageNs', costs.queuedPageNs, 'assumed', 'a fifth of a kept page: FIFO and second isolation'),
    row('freeNs', costs.freeNs, 'assumed', 'a quarter of the cost without compression'),
    row('decompressNs', costs.decompressNs, 'assumed', 'LZ4 decompression at 0.38 of compression'),
    { name: 'switchNs', value: Math.round(costs.switchNs), unit: 'ns', evidence: switching.evidence, detail: 'shortest time slices of the trace' },
    { name: 'wakeupNs', value: Math.round(costs.wakeupNs), unit: 'ns', evidence: switching.evidence, detail: 'wake-up to switch on an idle CPU, median' },
    { name: 'contentionFactor', value: Math.round(costs.contentionFactor * 1000) / 1000, unit: '', evidence: contention, detail: 'slowdown of a CPU while all others are busy' }
  ]
}
