/**
 * What slowed the recording down from outside: another guest of the host, a sibling thread of the core, the host's own clock. It shows as a
 * second, dearer price of the same work in stretches of time. The price without it is a property of the machine; its share is one of the day.
 */
import type { Assumption } from '../../shared/comparison'
import { hasCpuFrequency } from '../observe/frequency'
import type { Trace } from '../trace/trace'
import { isClean, type KswapdBatches } from './kswapd-batches'

export interface Disturbance {
  /** By how much longer work took on average, >= 1. */
  readonly factor: number
  /** Share of the time's work that was disturbed, 0..1. */
  readonly share: number
  /** Batches above this price were disturbed, ns per page. */
  readonly limitNs: number
}

/** Relative width of a bin of prices. */
const BIN = 0.05
/** A peak counts when it has so much of the highest one: the usual price is the lowest such peak. */
const PEAK_SHARE = 1 / 3
/** From this multiple of the usual price on a batch counts as disturbed: sharing a core costs about half as much again. */
const DISTURBED = 1.22
/** More than twice the price is other work rather than slower work: pages of another content. */
const LARGEST_RATIO = 2
/** Ever so many dear batches are ordinary scatter: incompressible pages, cold caches. */
const ORDINARY_SHARE = 0.1
const ENOUGH_BATCHES = 200

/** Finds it; null when the price was the same throughout, when too little was reclaimed, or when an unknown clock frequency may be the reason. */
export function findDisturbance(trace: Trace, batches: KswapdBatches): Disturbance | null {
  if (!isClockKnown(trace)) return null
  const prices = cleanPrices(batches)
  if (prices.length < ENOUGH_BATCHES) return null
  const limitNs = usualPrice(prices) * DISTURBED
  const undisturbed = prices.filter((price) => price <= limitNs)
  const share = 1 - undisturbed.length / prices.length
  if (share < ORDINARY_SHARE || undisturbed.length < ENOUGH_BATCHES) return null
  const factor = mean(prices) / mean(undisturbed)
  return 1 + (factor - 1) / share > LARGEST_RATIO ? null : { factor, share, limitNs }
}

/** Its row in the list of assumptions. */
export function describeDisturbance({ factor, share }: Disturbance): Assumption {
  return {
    name: 'slowdown', value: Math.round(factor * 1000) / 1000, unit: '', evidence: 'measured',
    detail: `${Math.round(share * 100)} % of kswapd's batches were far dearer than the rest: the fit has all of it, predictions between nothing and all`
  }
}

/** What the user must know: the fit and the predictions are not of the same machine. */
export function disturbanceWarning({ factor, share }: Disturbance): string {
  const times = (1 + (factor - 1) / share).toFixed(1)
  return `While recording, ${Math.round(share * 100)} % of kswapd's work took ${times} times as long as the rest, as if somebody else shared the CPUs; in all it took ${Math.round((factor - 1) * 100)} % longer. The fit has that slowdown, predictions have between nothing and all of it.`
}

/** A clock that changes unseen has prices of its own: it must be recorded, or the device must be one whose CPUs are alike and name no frequencies. */
function isClockKnown(trace: Trace): boolean {
  if (hasCpuFrequency(trace)) return true
  const cpus = trace.device?.cpus ?? []
  return cpus.length >= trace.cpuCount && cpus.every(({ capacity, maxFreqKhz }) => capacity !== undefined && capacity === cpus[0]?.capacity && maxFreqKhz === undefined)
}

/** Work per page of batches that reclaimed nearly all they scanned. */
function cleanPrices(batches: KswapdBatches): number[] {
  const prices: number[] = []
  for (let i = 0; i < batches.count; i++) if (isClean(batches, i)) prices.push((batches.cpuNs[i] as number) / (batches.scanned[i] as number))
  return prices
}

/** The lowest peak of the prices' histogram on a logarithmic scale, smoothed over three bins. */
function usualPrice(prices: readonly number[]): number {
  const lowest = Math.log(Math.max(1, prices.reduce((least, price) => Math.min(least, price), Infinity)))
  const counts: number[] = []
  for (const price of prices) {
    const bin = Math.floor((Math.log(Math.max(1, price)) - lowest) / BIN)
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  const smooth = Array.from({ length: counts.length }, (_, i) => (counts[i - 1] ?? 0) + (counts[i] ?? 0) + (counts[i + 1] ?? 0))
  const highest = smooth.reduce((most, count) => Math.max(most, count), 0)
  const peak = smooth.findIndex((count, i) => count >= highest * PEAK_SHARE && count >= (smooth[i - 1] ?? 0) && count > (smooth[i + 1] ?? 0))
  return Math.exp(lowest + (peak + 0.5) * BIN)
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
