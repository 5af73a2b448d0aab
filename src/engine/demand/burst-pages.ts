/** Spreads pages known per thread and interval over the thread's bursts, in proportion to its CPU time. */
import type { TimeWindow } from '../run-types'
import type { Trace } from '../trace/trace'
import type { Burst } from './bursts'
import { intervalAt } from './counters'
import { overlapNs, type ReclaimSpans } from './reclaim-spans'
import { sliceEndNs, type ThreadSlices } from './thread-slices'

export interface SpreadInputs {
  readonly trace: Trace
  readonly window: TimeWindow
  readonly slices: ThreadSlices
  readonly spans: ReclaimSpans
  readonly edges: Float64Array
  /** CPU time per interval of this thread. */
  readonly cpuNs: Float64Array
  readonly bursts: readonly Burst[]
}

/** Share of the thread's CPU time in interval k that fell into burst i, as sparse triples in time order. */
export interface BurstShares {
  readonly burst: Uint32Array
  readonly interval: Uint32Array
  readonly share: Float64Array
}

/** Computes the shares once; they serve every kind of page. */
export function burstShares(inputs: SpreadInputs): BurstShares {
  const { trace, window, edges, bursts } = inputs
  const burst: number[] = []
  const interval: number[] = []
  const share: number[] = []
  let row = 0
  bursts.forEach((item, i) => {
    for (let n = 0; n < item.sliceCount; n++, row++) {
      const slice = inputs.slices.rows[row] as number
      const from = Math.max(trace.sched.startNs[slice] as number, window.startNs)
      const to = Math.min(sliceEndNs(trace, slice), window.endNs)
      for (let k = intervalAt(edges, from); k < edges.length - 1 && (edges[k] as number) < to; k++) {
        const a = Math.max(from, edges[k] as number)
        const b = Math.min(to, edges[k + 1] as number)
        const cpu = b - a - overlapNs(inputs.spans, a, b)
        if (cpu <= 0) continue
        burst.push(i)
        interval.push(k)
        share.push(cpu / Math.max(1, inputs.cpuNs[k] as number))
      }
    }
  })
  return { burst: Uint32Array.from(burst), interval: Uint32Array.from(interval), share: Float64Array.from(share) }
}

/** Pages per burst. The thread's total is kept also where an amount fell into an interval without CPU time of the thread. */
export function spreadPages(shares: BurstShares, burstCount: number, amounts: Float64Array): Float64Array {
  const pages = new Float64Array(burstCount)
  let placed = 0
  for (let n = 0; n < shares.burst.length; n++) {
    const part = (shares.share[n] as number) * (amounts[shares.interval[n] as number] as number)
    const i = shares.burst[n] as number
    pages[i] = (pages[i] as number) + part
    placed += part
  }
  const total = amounts.reduce((sum, value) => sum + value, 0)
  return placed > 0 ? pages.map((value) => (value * total) / placed) : pages
}
