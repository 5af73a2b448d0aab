/** mm_stat at the moment with the most data stored: later levels may be what kills left over. */
import { levelTrack } from '../observe/counter-level'
import type { ZramLevels } from '../compress/infer-content'
import type { TimeWindow } from '../run-types'
import type { CounterTrack, Trace } from '../trace/trace'

/** Levels at the largest orig_data_size up to the end of the window; null when the trace has none. Bytes and pages. */
export function fullestZramLevels(trace: Trace, window: TimeWindow): ZramLevels | null {
  const stored = levelTrack(trace, ['zram_orig_data_size'])
  const compressed = levelTrack(trace, ['zram_compr_data_size'])
  if (stored === null || compressed === null) return null
  let best = -1
  for (let i = 0; i < stored.tsNs.length && (stored.tsNs[i] as number) <= window.endNs; i++) {
    if (best < 0 || (stored.value[i] as number) > (stored.value[best] as number)) best = i
  }
  if (best < 0) return null
  const atNs = stored.tsNs[best] as number
  return {
    origDataBytes: stored.value[best] as number, comprDataBytes: sampleAt(compressed, atNs) ?? 0,
    samePages: sampleAt(levelTrack(trace, ['zram_same_pages']), atNs), hugePages: sampleAt(levelTrack(trace, ['zram_huge_pages']), atNs)
  }
}

/** The sample taken at that very time, null when there is none. */
function sampleAt(track: CounterTrack | null, atNs: number): number | null {
  const index = track === null ? -1 : track.tsNs.indexOf(atNs)
  return track === null || index < 0 ? null : (track.value[index] as number)
}
