/** Lengths of direct reclaims, recorded and replayed. A run's never change, so each is asked for once. */
import type { StallDurations } from '../../shared/stalls'
import type { BackEnd } from './back-end'
import type { SeriesSource } from './series'
import type { TimeSpan } from './zoom'

const KEPT = 32

export type StallStore = ReturnType<typeof createStallStore>

/** Asks the back end; null where the capture tells nothing. A failed question is asked again next time. */
export function createStallStore(backEnd: BackEnd) {
  const kept = new Map<string, Promise<StallDurations | null>>()

  /** `window` counts for the recording only; a run has the window it was replayed for. */
  function load(source: SeriesSource, window: TimeSpan | null): Promise<StallDurations | null> {
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

  function ask(source: SeriesSource, window: TimeSpan | null): Promise<StallDurations | null> {
    if (source.kind === 'replayed') return backEnd.call('comparison.stalls', { comparisonId: source.comparisonId, configId: source.configId })
    return backEnd.call('capture.stalls', { captureId: source.captureId, window: window === null ? null : { startNs: window.startNs, endNs: window.endNs } })
  }

  return { load }
}
