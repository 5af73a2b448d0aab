/** Task states as printed by ftrace and trace-cmd, as indexes into `END_STATES`. */
import { END_STATES } from '../../../engine/trace/trace'

const UNKNOWN = END_STATES.indexOf('?')
const RUNNABLE = END_STATES.indexOf('R')
const PREEMPTED = END_STATES.indexOf('R+')
const PLUS = 43

/** State letter -> code. `x` is EXIT_DEAD before 4.14 and in trace-cmd. */
const BY_LETTER = new Uint8Array(256).fill(UNKNOWN)
END_STATES.forEach((state, code) => {
  if (state.length === 1) BY_LETTER[state.charCodeAt(0)] = code
})
BY_LETTER['x'.charCodeAt(0)] = END_STATES.indexOf('X')

/** Bits of the numeric form since 4.14 (include/linux/sched.h, TASK_STATE_TO_CHAR_STR); `P` and `I` share bits with older meanings. */
const BY_BIT: readonly (readonly [number, number])[] = [
  [0x01, END_STATES.indexOf('S')], [0x02, END_STATES.indexOf('D')], [0x04, END_STATES.indexOf('T')], [0x08, END_STATES.indexOf('t')],
  [0x10, END_STATES.indexOf('X')], [0x20, END_STATES.indexOf('Z')], [0x40, END_STATES.indexOf('P')], [0x80, END_STATES.indexOf('I')]
]
/** "Preempted" is 0x100 since 4.14, 0x1000 in 4.8 - 4.13, 0x800 before. */
const PREEMPTED_BITS = 0x100 | 0x800 | 0x1000

/** Code of a printed state that starts with `first`, followed by `second`. Of joined states (`D|K`) the first counts. */
export function stateOfLetters(first: number, second: number): number {
  const code = BY_LETTER[first] ?? UNKNOWN
  return code === RUNNABLE && second === PLUS ? PREEMPTED : code
}

/** Code of a numeric state as printed by `trace-cmd report -R`. */
export function stateOfNumber(value: number): number {
  if (value === 0) return RUNNABLE
  const match = BY_BIT.find(([bit]) => (value & bit) !== 0)
  if (match !== undefined) return match[1]
  return (value & PREEMPTED_BITS) !== 0 ? PREEMPTED : UNKNOWN
}

/** Code of a state as text, e.g. the `end_state` column of trace_processor. '' = not known. */
export function stateOfText(text: string): number {
  return text === '' ? 0 : stateOfLetters(text.charCodeAt(0), text.charCodeAt(1))
}
