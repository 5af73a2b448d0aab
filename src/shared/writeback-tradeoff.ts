/**
 * Compressed against raw writeback over the same workload: CPU time saved as a function of the share of pages read back. Costs per
 * page are those of the runs; the function is the line through them, and each pair of runs is a point on it.
 */
import type { Comparison, ComparisonRun } from './comparison'
import { CONFIG_DEFAULTS } from './config'

const WRITEBACK = 'swap.writeback.'
/** What absent settings mean, by their names. */
const SELECTION_DEFAULTS = Object.fromEntries(Object.entries(CONFIG_DEFAULTS).flatMap(([path, value]) => (path.startsWith(WRITEBACK) ? [[path.slice(WRITEBACK.length), value]] : [])))

/** CPU time of one run's writeback, µs. */
interface PageCosts {
  readonly writeUs: number
  /** Null: nothing was read back. */
  readonly readUs: number | null
  /** 0..1. */
  readonly share: number
}

export interface WritebackTradeoff {
  readonly rawId: string
  readonly compressedId: string
  /** CPU time saved per page written, µs, where nothing and where everything is read back. */
  readonly savedUsAtNone: number
  readonly savedUsAtAll: number
  /** CPU time of raw writeback per page written, µs, at the same two ends. */
  readonly rawUsAtNone: number
  readonly rawUsAtAll: number
  /** What the runs did: share read back under compressed writeback, 0..1, and CPU time saved per page written. */
  readonly share: number
  readonly savedUs: number
  /** Share of pages read back, 0..1, from which compressed writeback costs more; null = from none. */
  readonly breakEvenShare: number | null
}

/** One entry per compressed run that has a raw partner: one that chooses the same pages. Others write other pages, at other costs. */
export function writebackTradeoffs(comparison: Pick<Comparison, 'runs'>): WritebackTradeoff[] {
  const raw = comparison.runs.filter((run) => isMode(run, 'raw'))
  return comparison.runs.filter((run) => isMode(run, 'compressed')).flatMap((compressed): WritebackTradeoff[] => {
    const partner = raw.find((run) => selectionOf(run) === selectionOf(compressed))
    return partner === undefined ? [] : tradeoff(partner, compressed)
  })
}

/** CPU time saved at a share read back, in percent of raw writeback's. */
export function savedPctAt(tradeoff: WritebackTradeoff, share: number): number {
  const rawUs = tradeoff.rawUsAtNone + share * (tradeoff.rawUsAtAll - tradeoff.rawUsAtNone)
  return rawUs > 0 ? ((tradeoff.savedUsAtNone + share * (tradeoff.savedUsAtAll - tradeoff.savedUsAtNone)) * 100) / rawUs : 0
}

/** The result in a sentence. */
export function tradeoffSentence(tradeoff: WritebackTradeoff): string {
  const { share, savedUs, breakEvenShare } = tradeoff
  const rawUs = tradeoff.rawUsAtNone + share * (tradeoff.rawUsAtAll - tradeoff.rawUsAtNone)
  const change = `${Math.abs((savedUs * 100) / rawUs).toFixed(0)} % ${savedUs >= 0 ? 'less' : 'more'}`
  const end = breakEvenShare === null ? 'It would cost less whatever the share.' : `From ${(breakEvenShare * 100).toFixed(0)} % on it would cost more.`
  return `${tradeoff.compressedId} took ${change} CPU time per page written back than ${tradeoff.rawId} (${Math.abs(savedUs).toFixed(1)} µs of ${rawUs.toFixed(1)} µs), with ${(share * 100).toFixed(0)} % of the pages read back. ${end}`
}

function isMode({ config, metrics }: ComparisonRun, mode: 'raw' | 'compressed'): boolean {
  return config.swap.backend === 'zram' && config.swap.writeback.mode === mode && (metrics.writeback?.bdWrites ?? 0) > 0
}

function selectionOf({ config }: ComparisonRun): string {
  const { mode: _, ...selection } = config.swap.writeback
  return JSON.stringify(Object.entries({ ...SELECTION_DEFAULTS, ...selection }).sort())
}

function tradeoff(rawRun: ComparisonRun, compressedRun: ComparisonRun): WritebackTradeoff[] {
  const raw = costsOf(rawRun)
  const compressed = costsOf(compressedRun)
  if (raw === null || compressed === null) return []
  // without a single read-back a page is assumed to take as long to decompress then as before a raw write
  const readUs = compressed.readUs ?? (raw.readUs ?? 0) + decompressUs(rawRun)
  const savedUsAtNone = raw.writeUs - compressed.writeUs
  const savedUsAtAll = savedUsAtNone + (raw.readUs ?? 0) - readUs
  const breakEven = savedUsAtAll >= 0 ? null : Math.max(0, savedUsAtNone / (savedUsAtNone - savedUsAtAll))
  return [{
    rawId: rawRun.config.id, compressedId: compressedRun.config.id, savedUsAtNone, savedUsAtAll, rawUsAtNone: raw.writeUs, rawUsAtAll: raw.writeUs + (raw.readUs ?? 0),
    share: compressed.share, savedUs: raw.writeUs + raw.share * (raw.readUs ?? 0) - compressed.writeUs - compressed.share * readUs, breakEvenShare: breakEven
  }]
}

function costsOf({ metrics }: ComparisonRun): PageCosts | null {
  const { bdWrites, bdReads, writeCpuS, readCpuS } = metrics.writeback ?? {}
  if (!bdWrites || writeCpuS == null || readCpuS == null) return null
  const reads = bdReads ?? 0
  return { writeUs: (writeCpuS * 1e6) / bdWrites, readUs: reads > 0 ? (readCpuS * 1e6) / reads : null, share: Math.min(1, reads / bdWrites) }
}

function decompressUs({ metrics }: ComparisonRun): number {
  const { bdWrites, writeDecompressCpuS } = metrics.writeback ?? {}
  return bdWrites ? ((writeDecompressCpuS ?? 0) * 1e6) / bdWrites : 0
}
