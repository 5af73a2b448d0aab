/** Priorities of threads as the kernel tells them. */

/** Some vendors pack other data into the digits before the last three (`prev_prio=000255001000098`). */
const MODULUS = 1000
/** Tasks of the deadline class; `sugov` of phones is one. */
const DEADLINE = -1

/** The priority in a number as printed or stored: -1 (deadline), 0 to 139, or what is left of a vendor's number. */
export function priorityOf(value: number): number {
  return value === DEADLINE ? DEADLINE : Math.abs(value) % MODULUS
}
