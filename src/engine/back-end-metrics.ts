/** Metrics and facts of a swap back end beyond compressed memory. Empty where the configuration has none. */
import type { Metrics } from '../shared/metrics'
import type { ZramWritebackTask } from './compress/swap-task-writeback'
import type { ZswapTask } from './compress/swap-task-zswap'
import { percentile } from './observe/percentile'
import type { SwapBackEnd } from './swap-back-ends'

type BackEndMetrics = Pick<Metrics, 'writeback' | 'recompression' | 'zswap'>

/** The parts of the metrics that only such a back end has. */
export function backEndMetrics({ writeback, zswap, io }: SwapBackEnd): BackEndMetrics {
  const deviceBusyS = (io?.device.busyNs ?? 0) / 1e9
  if (writeback !== null) return { writeback: writebackMetrics(writeback, deviceBusyS), ...recompressionMetrics(writeback.recompression) }
  return zswap === null ? {} : { zswap: zswapMetrics(zswap, deviceBusyS) }
}

function writebackMetrics({ slots, times, energy }: ZramWritebackTask, deviceBusyS: number): NonNullable<Metrics['writeback']> {
  const { books } = slots
  const { totals } = books
  const neverRead = books.neverReadPages
  return {
    bdCount: books.usedBlocks, bdReads: totals.readPages, bdWrites: totals.writtenPages, discarded: totals.discardedPages, failedWrites: totals.failedWrites, neverRead,
    readBackPct: totals.writtenPages === 0 ? null : ((totals.writtenPages - Math.min(totals.writtenPages, neverRead)) * 100) / totals.writtenPages,
    writeCpuS: times.writeCpuNs / 1e9, writeDecompressCpuS: times.writeDecompressNs / 1e9, readCpuS: times.readCpuNs / 1e9, readDecompressCpuS: times.readDecompressNs / 1e9,
    writeEnergyJ: energy.write.joules, readEnergyJ: energy.read.joules, ...latencies(times.readLatencyNs), deviceBusyS
  }
}

function recompressionMetrics(recompression: ZramWritebackTask['recompression']): Pick<Metrics, 'recompression'> {
  if (recompression === null) return {}
  const { totals, energy } = recompression
  return { recompression: { tried: totals.triedPages, smaller: totals.smallerPages, savedBytes: totals.savedBytes, cpuS: totals.cpuNs / 1e9, energyJ: energy.joules } }
}

function zswapMetrics({ pool, counts }: ZswapTask, deviceBusyS: number): NonNullable<Metrics['zswap']> {
  const { totals } = pool
  return {
    stored: pool.storedPages, onDevice: pool.devicePages, zswpout: counts.zswpout, zswpin: counts.zswpin, poolLimitHit: totals.poolLimitHit,
    rejectCompressPoor: totals.rejectCompressPoor, rejectAllocFail: totals.rejectAllocFail, refusedToDevice: counts.refusedToDevice, refusedKept: counts.refusedKept,
    writtenBack: totals.writtenBackPages, deviceReads: counts.deviceReads, ...latencies(counts.readLatencyNs), deviceBusyS
  }
}

function latencies(latencyNs: readonly number[]): { readP50Us: number | null; readP95Us: number | null } {
  const sorted = Float64Array.from(latencyNs).sort()
  const at = (q: number): number | null => (sorted.length === 0 ? null : (percentile(sorted, q) ?? 0) / 1e3)
  return { readP50Us: at(0.5), readP95Us: at(0.95) }
}

/** What the back end did, in sentences. */
export function backEndFacts({ writeback, zswap }: SwapBackEnd): string[] {
  if (writeback !== null) return writebackFacts(writeback)
  return zswap === null ? [] : zswapFacts(zswap)
}

function writebackFacts(task: ZramWritebackTask): string[] {
  return [...recompressionFacts(task), ...writtenBackFacts(task)]
}

function recompressionFacts({ recompression }: ZramWritebackTask): string[] {
  if (recompression === null) return []
  const { pair, totals, choice } = recompression
  return [
    `Recompression with ${pair.to.id} tried ${totals.triedPages} ${choice.kind === null ? '' : `${choice.kind.replace('_', ' ')} `}pages and made ${totals.smallerPages} smaller by ${(totals.savedBytes / 2 ** 20).toFixed(1)} MiB together, in ${(totals.cpuNs / 1e6).toFixed(1)} ms of CPU time ` +
      '(sizes and times are means of published figures, not measured in this capture).'
  ]
}

function writtenBackFacts({ slots, times }: ZramWritebackTask): string[] {
  const { books } = slots
  const { totals, options } = books
  const ms = (ns: number): string => `${(ns / 1e6).toFixed(1)} ms`
  if (totals.startedPages === 0) return ['No page was written back: no slot was of the chosen kind at the time of a pass.']
  return [
    `${totals.writtenPages} pages were written back ${options.mode}, ${totals.readPages} of them read again; ${books.neverReadPages} never were.`,
    `Writeback took ${ms(times.writeCpuNs)} of CPU time, ${ms(times.writeDecompressNs)} of it decompressing; reading back took ${ms(times.readCpuNs)}, ${ms(times.readDecompressNs)} of it decompressing.`,
    ...(totals.limitStops > 0 ? ['The writeback limit was reached.'] : []),
    ...(totals.fullStops > 0 ? ['The backing device was full.'] : []),
    ...(totals.discardedPages > 0 ? [`${totals.discardedPages} pages were written for nothing: they were used meanwhile.`] : [])
  ]
}

function zswapFacts({ pool, counts }: ZswapTask): string[] {
  const { totals } = pool
  return [
    `zswap took ${counts.zswpout} pages and refused ${counts.refusedToDevice + counts.refusedKept}: ${totals.rejectCompressPoor} did not get smaller, ${totals.rejectAllocFail} found no memory, the others met a full pool.`,
    `${counts.refusedToDevice} refused pages and ${totals.writtenBackPages} old entries went to the swap device, ${counts.refusedKept} stayed in memory; ${counts.deviceReads} pages were read from it.`
  ]
}
