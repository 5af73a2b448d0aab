/** Series of several sources for the visible span, at the resolution of the screen. */
import { onScopeDispose, shallowReactive, watch } from 'vue'
import type { SeriesSet } from '../../shared/series'
import { useApp } from '../app-model'
import { attempt } from '../stores/back-end'
import type { SeriesQuestion } from '../stores/series'
import { createLatestOnly } from './latest-only'

export interface SeriesQuery extends SeriesQuestion {
  /** Names the place on screen; its answer replaces the one shown there before. */
  readonly key: string
}

export interface SeriesSets {
  readonly sets: ReadonlyMap<string, SeriesSet>
  readonly errors: ReadonlyMap<string, string>
}

/**
 * Follows a list of queries. While new answers are on their way the old ones stay, so that zooming never blanks a chart;
 * a key whose source changed starts empty. While the view moves on, one request is under way: its answer is shown where it belongs, then the latest is asked for.
 */
export function useSeriesSets(queries: () => readonly SeriesQuery[]): SeriesSets {
  const { series } = useApp()
  const sets = shallowReactive(new Map<string, SeriesSet>())
  const errors = shallowReactive(new Map<string, string>())
  const wantedNow = new Map<string, SeriesQuery>()
  const controller = new AbortController()
  const refinement = createLatestOnly(load)

  async function load(asked: readonly SeriesQuery[]): Promise<void> {
    const answers = await Promise.all(asked.map((query) => attempt(series.load(query, controller.signal))))
    if (controller.signal.aborted) return
    asked.forEach((query, index) => {
      const answer = answers[index]
      if (answer === undefined || !isOfUse(query)) return
      if (!answer.ok) errors.set(query.key, answer.error.message)
      else {
        errors.delete(query.key)
        sets.set(query.key, answer.value)
      }
    })
  }

  /** An answer is of use until its place shows another source or has the answer that it is to have. */
  function isOfUse(query: SeriesQuery): boolean {
    const wanted = wantedNow.get(query.key)
    return wanted !== undefined && isSameSource(wanted, query) && (isSameQuestion(wanted, query) || series.peek(wanted) === null)
  }

  function dropStale(wanted: readonly SeriesQuery[]): void {
    const before = new Map(wantedNow)
    wantedNow.clear()
    for (const query of wanted) wantedNow.set(query.key, query)
    for (const [key, query] of before) {
      const now = wantedNow.get(key)
      if (now === undefined || !isSameSource(now, query)) sets.delete(key)
    }
  }

  function follow(wanted: readonly SeriesQuery[]): void {
    dropStale(wanted)
    refinement.clear()
    const unknown = wanted.filter((query) => {
      const known = series.peek(query)
      if (known !== null) sets.set(query.key, known)
      return known === null
    })
    // A new column appears as soon as it can. Columns on screen change together: their rows share a scale, so each single change would draw all.
    for (const query of unknown.filter(({ key }) => !sets.has(key))) void load([query])
    const shown = unknown.filter(({ key }) => sets.has(key))
    if (shown.length > 0) refinement.push(shown)
  }

  watch(() => JSON.stringify(queries()), () => follow(queries()), { immediate: true })
  onScopeDispose(() => controller.abort())
  return { sets, errors }
}

const isSameSource = (first: SeriesQuery, second: SeriesQuery): boolean => JSON.stringify(first.source) === JSON.stringify(second.source)
const isSameQuestion = (first: SeriesQuery, second: SeriesQuery): boolean => JSON.stringify(first) === JSON.stringify(second)
