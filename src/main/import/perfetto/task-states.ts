/** `prev_state` as the kernel stores it; what the bits mean depends on the kernel (FORMATS a.6). */
import { END_STATES } from '../../../engine/trace/trace'
import { stateOfNumber } from '../ftrace/sched-states'

const RUNNABLE = END_STATES.indexOf('R')
const PREEMPTED = END_STATES.indexOf('R+')
const UNKNOWN = END_STATES.indexOf('?')

/** 4.14 gave the trace event its own state bits (include/trace/events/sched.h, `__trace_sched_switch_state`). */
const NEW_BITS = 4_014
/** Before that, "preempted" was TASK_STATE_MAX: 0x1000 since 4.8, 0x800 before. */
const MOVED_MAX = 4_008
const OLD_LETTERS = ['S', 'D', 'T', 't', 'X', 'Z', 'X', 'K', 'W', 'P', 'N'] as const
const OLD_CODES = OLD_LETTERS.map((letter) => END_STATES.indexOf(letter))

/** Code of a stored state. `kernelVersion` = major * 1000 + minor; null = not known, taken for a kernel of 4.14 or later. */
export function stateOfRaw(value: number, kernelVersion: number | null): number {
  if (kernelVersion === null || kernelVersion >= NEW_BITS) return stateOfNumber(value)
  const preempted = kernelVersion >= MOVED_MAX ? 0x1000 : 0x800
  if (value === 0) return RUNNABLE
  const bit = OLD_CODES.findIndex((_, index) => (value & (1 << index)) !== 0)
  if (bit >= 0) return OLD_CODES[bit] ?? UNKNOWN
  return (value & preempted) !== 0 ? PREEMPTED : UNKNOWN
}
