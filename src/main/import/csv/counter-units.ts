/** Units of hand-made tables: /proc/meminfo prints kB, while Perfetto's tables, and a trace here, keep such counters in bytes. */
import type { TraceBuilder } from '../../../engine/trace/trace-builder'
import type { SourcePosition } from '../../../shared/errors'

const MEMINFO = /^([A-Z][A-Za-z]*(_[A-Z][A-Za-z]*)?(\((anon|file)\))?|swap_used)$/
const COUNTS = /^HugePages_/
const BYTES_PER_KB = 1024
/** A tebibyte in kB: no device has more. */
const MAX_KB = 2 ** 30
/** Whole pages of the smallest size. As kB, values like these would all be multiples of 4 MiB. */
const PAGE_BYTES = 4096
/** So many different values of whole pages are no chance. */
const CERTAIN_VALUES = 3

/** What a value of that name must be multiplied with when it was logged as /proc prints it. */
export function meminfoScale(name: string): number {
  return MEMINFO.test(name) && !COUNTS.test(name) ? BYTES_PER_KB : 1
}

/** Tells the unit of all meminfo values of one table that does not name it, by the values themselves: kB of /proc, or bytes as Perfetto has them. */
export class MemoryUnit {
  private max = 0
  private distinct = new Set<number>()
  private isWholePages = true

  /** Takes a value as logged. */
  note(value: number): void {
    if (value <= 0) return
    if (value > this.max) this.max = value
    if (value % PAGE_BYTES !== 0) this.isWholePages = false
    if (this.distinct.size < CERTAIN_VALUES) this.distinct.add(value)
  }

  /** What values are multiplied with to be bytes; warns where that is not what /proc prints, or cannot be told. */
  settle(builder: TraceBuilder, position: SourcePosition): number {
    if (this.max > MAX_KB || (this.isWholePages && this.distinct.size === CERTAIN_VALUES)) {
      const reason = this.max > MAX_KB ? 'are too large for kB' : 'are all whole pages'
      builder.warn('BYTES_ASSUMED', `Values of memory ${reason}: taken for bytes.`, position, String(this.max))
      return 1
    }
    if (this.isWholePages && this.max > 0) {
      builder.warn('MEMORY_UNIT_UNKNOWN', 'Values of memory may be kB or bytes: taken for kB, as /proc/meminfo prints them. Write the unit into the header, as in MemFree_bytes.', position, String(this.max))
    }
    return BYTES_PER_KB
  }
}
