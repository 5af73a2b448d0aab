/** zram's levels (mm_stat) at the end of a window. */
import type { Metrics } from '../../shared/metrics'
import type { TimeWindow } from '../run-types'
import type { Trace } from '../trace/trace'
import { lastSampleAt, levelTrack } from './counter-level'

/** Column names of mm_stat as recorders write them. */
const NAMES = {
  origBytes: 'zram_orig_data_size', comprBytes: 'zram_compr_data_size', memUsedBytes: 'zram_mem_used_total',
  samePages: 'zram_same_pages', hugePages: 'zram_huge_pages', memUsedMaxBytes: 'zram_mem_used_max', memLimitBytes: 'zram_mem_limit', pagesCompacted: 'zram_pages_compacted'
} as const

/**
 * Levels of the last sample in the window that still holds data: after every owner was killed the device is empty, which says
 * nothing about how the data compressed. All levels are read at that one time. An empty device all along is 0.
 */
export function observeZram(trace: Trace, window: TimeWindow): Metrics['zram'] {
  const atNs = timeOfLastData(trace, window)
  const level = (name: string): number | null => {
    const track = levelTrack(trace, [name])
    if (track === null || atNs === null) return null
    const index = lastSampleAt(track, atNs)
    return index < 0 ? null : (track.value[index] ?? null)
  }
  return {
    origBytes: level(NAMES.origBytes), comprBytes: level(NAMES.comprBytes), memUsedBytes: level(NAMES.memUsedBytes),
    samePages: level(NAMES.samePages), hugePages: level(NAMES.hugePages),
    memUsedMaxBytes: level(NAMES.memUsedMaxBytes), memLimitBytes: level(NAMES.memLimitBytes), pagesCompacted: level(NAMES.pagesCompacted),
    // Counted since the device was made, by hardly any recorder.
    failedWrites: null, notifyFree: null, writeStalls: null
  }
}

function timeOfLastData(trace: Trace, window: TimeWindow): number | null {
  const track = levelTrack(trace, [NAMES.origBytes, NAMES.comprBytes, NAMES.memUsedBytes])
  if (track === null) return null
  const last = lastSampleAt(track, window.endNs)
  for (let i = last; i >= 0 && (track.tsNs[i] ?? 0) >= window.startNs; i--) {
    if ((track.value[i] ?? 0) > 0) return track.tsNs[i] ?? null
  }
  return last < 0 ? null : (track.tsNs[last] ?? null)
}
