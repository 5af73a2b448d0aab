/** Symbolic values in event arguments and their numbers. */

/** `RECLAIM_WB_*` (include/trace/events/vmscan.h). */
const RECLAIM_FLAGS: Readonly<Record<string, number>> = {
  RECLAIM_WB_ANON: 1, RECLAIM_WB_FILE: 2, RECLAIM_WB_MIXED: 0x10, RECLAIM_WB_SYNC: 4, RECLAIM_WB_ASYNC: 8
}

/** rss_stat `type=` (include/linux/mm_types_task.h). */
const RSS_MEMBERS: Readonly<Record<string, number>> = {
  MM_FILEPAGES: 0, MM_ANONPAGES: 1, MM_SWAPENTS: 2, MM_SHMEMPAGES: 3
}

/** mm_vmscan_throttled `reason=` (include/linux/mmzone.h, enum vmscan_throttle_state). */
const THROTTLE_REASONS: Readonly<Record<string, number>> = {
  VMSCAN_THROTTLE_WRITEBACK: 0, VMSCAN_THROTTLE_ISOLATED: 1, VMSCAN_THROTTLE_NOPROGRESS: 2, VMSCAN_THROTTLE_CONGESTED: 3
}

/** How the value of an argument is written. */
export type ValueForm = 'number' | 'flags' | 'member' | 'reason'

/** Number of a symbolic value; NaN when it is not known. Decimal, hexadecimal and `|`-joined flags are understood. */
export function symbolicValue(form: ValueForm, text: string): number {
  if (/^-?(\d+|0x[0-9a-f]+)$/i.test(text)) return Number(text)
  if (form === 'member') return lookUp(RSS_MEMBERS, text)
  if (form === 'reason') return lookUp(THROTTLE_REASONS, text.split('|')[0] ?? '')
  if (form !== 'flags') return NaN
  return text.split('|').reduce((sum, name) => sum | lookUp(RECLAIM_FLAGS, name), 0)
}

function lookUp(table: Readonly<Record<string, number>>, name: string): number {
  return Object.hasOwn(table, name) ? (table[name] ?? NaN) : NaN
}
