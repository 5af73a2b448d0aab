/** Series for the pixels on screen, observed or replayed. Answers already seen are kept, so that stepping back is instant. */
import type { SeriesSet } from '../../shared/series'
import type { BackEnd } from './back-end'
import type { TimeSpan } from './zoom'

/** Whose series: the recording's own, or those of one run of a comparison. */
export type SeriesSource =
  | { readonly kind: 'observed'; readonly captureId: string }
  | { readonly kind: 'replayed'; readonly comparisonId: string; readonly configId: string; /** Configuration whose run is taken off. */ readonly minus?: string }

export interface SeriesQuestion {
  readonly source: SeriesSource
  readonly span: TimeSpan
  readonly bins: number
  /** Runs that the band may come from: with more of them the answer is another one. */
  readonly runCount?: number
}

const KEPT = 64

export type SeriesStore = ReturnType<typeof createSeriesStore>

/** Asks the back end for binned series; the least recently used answers are dropped. */
export function createSeriesStore(backEnd: BackEnd) {
  const kept = new Map<string, SeriesSet>()

  function peek(question: SeriesQuestion): SeriesSet | null {
    return kept.get(keyOf(question)) ?? null
  }

  async function load(question: SeriesQuestion, signal: AbortSignal): Promise<SeriesSet> {
    const key = keyOf(question)
    const known = kept.get(key)
    const set = known ?? (await ask(question, signal))
    kept.delete(key)
    kept.set(key, set)
    if (kept.size > KEPT) dropOldest()
    return set
  }

  function ask({ source, span: { startNs, endNs }, bins }: SeriesQuestion, signal: AbortSignal): Promise<SeriesSet> {
    const span = { startNs, endNs }
    if (source.kind === 'observed') return backEnd.call('capture.series', { captureId: source.captureId, window: span, bins }, { signal })
    const { comparisonId, configId, minus } = source
    return backEnd.call('comparison.series', { comparisonId, configId, window: span, bins, ...(minus === undefined ? {} : { minus }) }, { signal })
  }

  function dropOldest(): void {
    const oldest = kept.keys().next()
    if (!oldest.done) kept.delete(oldest.value)
  }

  return { peek, load }
}

function keyOf({ source, span, bins, runCount = 0 }: SeriesQuestion): string {
  return JSON.stringify([source, span.startNs, span.endNs, bins, runCount])
}
