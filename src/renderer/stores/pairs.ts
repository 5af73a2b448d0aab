/** Which capture is laid beside which, and how their clocks are aligned: two recordings, before and after a change. */
import { shallowReactive, shallowRef } from 'vue'
import type { CaptureSummary } from '../../shared/contract'
import { alignments, BY_HAND, usualAlignment } from '../content/alignment'

export interface Pair {
  readonly second: CaptureSummary
  /** Key of the alignment in use; `BY_HAND` when the offset was given. */
  readonly alignment: string
  /** Time on the second's clock minus time on the first's, ns. */
  readonly offsetNs: number
  /** Configuration that ran while the second was recorded: the one whose prediction from the first is checked. */
  readonly configId: string
}

export type PairStore = ReturnType<typeof createPairStore>

/** At most one second capture for each first. */
export function createPairStore() {
  const pairs = shallowReactive(new Map<string, Pair>())
  /** The capture that the next opened one is laid beside. */
  const awaitedBy = shallowRef<CaptureSummary | null>(null)

  const of = (captureId: string): Pair | null => pairs.get(captureId) ?? null

  function choose(first: CaptureSummary, second: CaptureSummary | null): void {
    if (second === null || second.captureId === first.captureId) {
      pairs.delete(first.captureId)
      return
    }
    const usual = usualAlignment(alignments(first, second))
    pairs.set(first.captureId, { second, alignment: usual?.key ?? BY_HAND, offsetNs: usual?.offsetNs ?? 0, configId: second.running.id })
  }

  /** Changes a pair that there is. */
  function change(first: CaptureSummary, part: Partial<Pair>): void {
    const pair = of(first.captureId)
    if (pair !== null) pairs.set(first.captureId, { ...pair, ...part })
  }

  /** Aligns by one of `alignments`. */
  function align(first: CaptureSummary, key: string): void {
    const pair = of(first.captureId)
    const found = pair === null ? undefined : alignments(first, pair.second).find((alignment) => alignment.key === key)
    if (found !== undefined) change(first, { alignment: key, offsetNs: found.offsetNs })
  }

  /** Shifts the second capture to later (positive) or earlier on the shown axis. */
  function shift(first: CaptureSummary, byNs: number): void {
    const pair = of(first.captureId)
    if (pair !== null) change(first, { alignment: BY_HAND, offsetNs: Math.round(pair.offsetNs - byNs) })
  }

  const setOffset = (first: CaptureSummary, offsetNs: number): void => change(first, { alignment: BY_HAND, offsetNs: Math.round(offsetNs) })
  const setConfig = (first: CaptureSummary, configId: string): void => change(first, { configId })

  /** The next capture that is opened is laid beside this one; null = no longer. */
  function awaitNext(first: CaptureSummary | null): void {
    awaitedBy.value = first
  }

  /** Takes an opened capture when one was awaited; returns the first it now stands beside. */
  function receive(opened: CaptureSummary): CaptureSummary | null {
    const first = awaitedBy.value
    awaitedBy.value = null
    if (first === null || first.captureId === opened.captureId) return null
    choose(first, opened)
    return first
  }

  function forget(captureId: string): void {
    pairs.delete(captureId)
    for (const [firstId, { second }] of pairs) if (second.captureId === captureId) pairs.delete(firstId)
    if (awaitedBy.value?.captureId === captureId) awaitedBy.value = null
  }

  return { of, choose, change, align, shift, setOffset, setConfig, awaitNext, receive, forget }
}
