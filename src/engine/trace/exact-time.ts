/** Times as two integers: a wall clock in nanoseconds does not fit into a double. `nanoseconds` is 0 to 999 999 999 in results. */
export interface ExactTime {
  readonly seconds: number
  readonly nanoseconds: number
}

const NS_PER_S = 1e9
export const NO_TIME: ExactTime = { seconds: 0, nanoseconds: 0 }

export function addTimes(a: ExactTime, b: ExactTime): ExactTime {
  return normalised(a.seconds + b.seconds, a.nanoseconds + b.nanoseconds)
}

export function subtractTimes(a: ExactTime, b: ExactTime): ExactTime {
  return normalised(a.seconds - b.seconds, a.nanoseconds - b.nanoseconds)
}

/** As one decimal number; loses nanoseconds beyond 104 days. */
export function secondsOf({ seconds, nanoseconds }: ExactTime): number {
  return seconds + nanoseconds / NS_PER_S
}

function normalised(seconds: number, nanoseconds: number): ExactTime {
  const carry = Math.floor(nanoseconds / NS_PER_S)
  return { seconds: seconds + carry, nanoseconds: nanoseconds - carry * NS_PER_S }
}
