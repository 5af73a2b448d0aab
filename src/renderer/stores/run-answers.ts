/** What is told of a run or a recording as a whole: lengths of its direct reclaims, CPU time of its threads. A run's never change, so each is asked for once. */
import type { StallDurations } from '../../shared/stalls'
import type { ThreadTimes } from '../../shared/thread-times'
import type { BackEnd } from './back-end'
import type { SeriesSource } from './series'
import type { TimeSpan } from './zoom'

const KEPT = 32

export type RunAnswerStore<T> = ReturnType<typeof createRunAnswerStore<T>>

/** Keeps answers; null where the capture tells nothing. A failed question is asked again next time. */
function createRunAnswerStore<T>(ask: (source: SeriesSource, window: TimeSpan | null) => Promise<T | null>) {
  const kept = new Map<string, Promise<T | null>>()

  /** `window` counts for the recording only; a run has the window it was replayed for. */
  function load(source: SeriesSource, window: TimeSpan | null): Promise<T | null> {
    const key = JSON.stringify([source, source.kind === 'observed' ? window : null])
    const known = kept.get(key)
    if (known !== undefined) return known
    const asked = ask(source, window)
    kept.set(key, asked)
    asked.catch(() => kept.delete(key))
    const oldest = kept.keys().next()
    if (kept.size > KEPT && !oldest.done) kept.delete(oldest.value)
    return asked
  }

  return { load }
}

/** Lengths of direct reclaims. */
export function createStallStore(backEnd: BackEnd): RunAnswerStore<StallDurations> {
  return createRunAnswerStore((source, window) =>
    source.kind === 'replayed' ? backEnd.call('comparison.stalls', runOf(source)) : backEnd.call('capture.stalls', { captureId: source.captureId, window: plain(window) }))
}

/** CPU time by thread. */
export function createThreadStore(backEnd: BackEnd): RunAnswerStore<ThreadTimes> {
  return createRunAnswerStore((source, window) =>
    source.kind === 'replayed' ? backEnd.call('comparison.threads', runOf(source)) : backEnd.call('capture.threads', { captureId: source.captureId, window: plain(window) }))
}

const runOf = ({ comparisonId, configId }: Extract<SeriesSource, { kind: 'replayed' }>) => ({ comparisonId, configId })
const plain = (window: TimeSpan | null) => (window === null ? null : { startNs: window.startNs, endNs: window.endNs })
