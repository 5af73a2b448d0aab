/** Metrics of two captures over the same part of their stories, and how well the second was predicted from the first. */
import type { Metrics } from '../../shared/metrics'
import type { Validation } from '../../shared/validation'
import type { BackEnd } from './back-end'
import type { TimeSpan } from './zoom'

/** A capture and the span to measure; null = all of it. */
export interface MeasuredSpan {
  readonly captureId: string
  readonly window: TimeSpan | null
}

export interface PairRequest {
  readonly first: MeasuredSpan
  readonly second: MeasuredSpan
  /** The finished run that predicts the second; null where there is none. */
  readonly prediction: { readonly comparisonId: string; readonly configId: string } | null
}

export interface PairFigures {
  readonly first: Metrics
  readonly second: Metrics
  readonly validation: Validation | null
}

const KEPT = 16

export type PairFigureStore = ReturnType<typeof createPairFigureStore>

/** Asks the back end once for each request; a failed one is asked again next time. */
export function createPairFigureStore(backEnd: BackEnd) {
  const kept = new Map<string, Promise<PairFigures>>()

  function load(request: PairRequest): Promise<PairFigures> {
    const key = JSON.stringify(request)
    const known = kept.get(key)
    if (known !== undefined) return known
    const asked = ask(request)
    kept.set(key, asked)
    asked.catch(() => kept.delete(key))
    const oldest = kept.keys().next()
    if (kept.size > KEPT && !oldest.done) kept.delete(oldest.value)
    return asked
  }

  async function ask({ first, second, prediction }: PairRequest): Promise<PairFigures> {
    const [before, after, validation] = await Promise.all([
      backEnd.call('capture.metrics', { ...first }), backEnd.call('capture.metrics', { ...second }),
      prediction === null ? null : backEnd.call('comparison.validate', { ...prediction, actuals: [{ ...second }] })
    ])
    return { first: before, second: after, validation }
  }

  return { load }
}
