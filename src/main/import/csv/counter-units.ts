/** Units of hand-made tables: /proc/meminfo prints kB, while a trace keeps such counters in bytes, as Perfetto does. */
const MEMINFO = /^[A-Z][A-Za-z]*(_[A-Z][A-Za-z]*)?(\((anon|file)\))?$/
const COUNTS = /^HugePages_/
const BYTES_PER_KB = 1024

/** What a value of that name must be multiplied with when it was logged as /proc prints it. */
export function meminfoScale(name: string): number {
  return MEMINFO.test(name) && !COUNTS.test(name) ? BYTES_PER_KB : 1
}
