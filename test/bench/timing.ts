/** Measuring: medians, peers that alternate with the measured code, rows of the table. */

export interface BenchOptions {
  /** Runs per figure. */
  readonly runs: number
}

/** One line of the table. */
export interface Row {
  readonly job: string
  /** Time of one run, ms; CPU time of this process, so that other programs on the machine count less. */
  readonly ms: number | null
  readonly rate: string
  readonly peer: string
  readonly budget: string
  /** null = no budget. */
  readonly isMet: boolean | null
}

/** CPU milliseconds of this process during `work` and what came out. Compiler threads and garbage collection count. */
export async function cpuMs<T>(work: () => T | Promise<T>): Promise<{ readonly ms: number; readonly value: T }> {
  const before = process.cpuUsage()
  const value = await work()
  const { user, system } = process.cpuUsage(before)
  return { ms: (user + system) / 1000, value }
}

/** As `cpuMs`, for work that is not asynchronous. */
export function timed<T>(work: () => T): { readonly ms: number; readonly value: T } {
  const before = process.cpuUsage()
  const value = work()
  const { user, system } = process.cpuUsage(before)
  return { ms: (user + system) / 1000, value }
}

/** Rounds before the first that counts: until then the engine spends part of the time on compiling. */
const WARM_UPS = 4

/** Median CPU time of each contestant, after a few rounds to warm up; they take turns, so that a slow moment hits all of them. */
export async function medians(runs: number, contestants: readonly (() => unknown)[]): Promise<number[]> {
  const times: number[][] = contestants.map(() => [])
  for (let run = -WARM_UPS; run < runs; run++) {
    for (const [i, work] of contestants.entries()) {
      const { ms } = await cpuMs(work)
      if (run >= 0) times[i]?.push(ms)
    }
  }
  return times.map(median)
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[sorted.length >> 1] ?? Number.NaN
}

/** Times `a` is faster than `b`, for the peer column. */
export function ratio(ms: number, peerMs: number): number {
  return peerMs / ms
}
