/** Whether an event was written by an interrupt and not by the thread it interrupted. */

/** TRACE_FLAG_HARDIRQ, _SOFTIRQ and _NMI (include/linux/trace_events.h). */
const INTERRUPT_FLAGS = 0x08 | 0x10 | 0x40

/** @param flags `common_flags` of an event; NaN or 0 where they were not recorded */
export function isInterrupt(flags: number): boolean {
  return (flags & INTERRUPT_FLAGS) !== 0
}
