/** CPU time of threads as it crosses to the renderer: summed by name, the busiest first. */
import type { CpuClass } from './metrics'

/** Names at most; the rest is summed. */
export const MAX_THREAD_NAMES = 64

/** What a thread is as a whole; an app in direct reclaim stays an app. */
export type ThreadClass = Exclude<CpuClass, 'directReclaim' | 'idle'>
export const THREAD_CLASSES = ['kswapd', 'kcompressd', 'app', 'other'] as const satisfies readonly ThreadClass[]

/** All threads of one name. */
export interface ThreadTime {
  readonly name: string
  /** Of the busiest of them. */
  readonly cpuClass: ThreadClass
  readonly threadCount: number
  readonly cpuS: number
}

export interface ThreadTimes {
  /** Of those with any CPU time, the most first. */
  readonly threads: readonly ThreadTime[]
  /** Names beyond `MAX_THREAD_NAMES`. */
  readonly rest: { readonly threadCount: number; readonly cpuS: number }
}
