/** Series of several sources for the visible span, at the resolution of the screen. */
import { onScopeDispose, shallowReactive, watch } from 'vue'
import type { SeriesSet } from '../../shared/series'
import { useApp } from '../app-model'
import { attempt } from '../stores/back-end'
import type { SeriesQuestion } from '../stores/series'

export interface SeriesQuery extends SeriesQuestion {
  /** Names the place on screen; its answer replaces the one shown there before. */
  readonly key: string
}

export interface SeriesSets {
  readonly sets: ReadonlyMap<string, SeriesSet>
  readonly errors: ReadonlyMap<string, string>
}

/** Continuous zooming asks once it pauses. */
const SETTLE_MS = 100

/**
 * Follows a list of queries. While new answers are on their way the old ones stay, so that zooming never blanks a chart;
 * a key whose source changed starts empty.
 */
export function useSeriesSets(queries: () => readonly SeriesQuery[]): SeriesSets {
  const { series } = useApp()
  const sets = shallowReactive(new Map<string, SeriesSet>())
  const errors = shallowReactive(new Map<string, string>())
  const shownSources = new Map<string, string>()
  let controller = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined

  async function load(wanted: readonly SeriesQuery[], signal: AbortSignal): Promise<void> {
    const answers = await Promise.all(wanted.map((query) => attempt(series.load(query, signal))))
    if (signal.aborted) return
    answers.forEach((answer, index) => {
      const key = wanted[index]?.key ?? ''
      if (!answer.ok) errors.set(key, answer.error.message)
      else {
        errors.delete(key)
        sets.set(key, answer.value)
      }
    })
  }

  function dropStale(wanted: readonly SeriesQuery[]): void {
    const sources = new Map(wanted.map((query) => [query.key, JSON.stringify(query.source)]))
    for (const [key, source] of shownSources) if (sources.get(key) !== source) sets.delete(key)
    shownSources.clear()
    for (const [key, source] of sources) shownSources.set(key, source)
  }

  function follow(wanted: readonly SeriesQuery[]): void {
    clearTimeout(timer)
    controller.abort()
    controller = new AbortController()
    const { signal } = controller
    dropStale(wanted)
    const unknown = wanted.filter((query) => {
      const known = series.peek(query)
      if (known !== null) sets.set(query.key, known)
      return known === null
    })
    // A new column appears as soon as it can. Columns on screen change together: their rows share a scale, so each single change would draw all.
    for (const query of unknown.filter(({ key }) => !sets.has(key))) void load([query], signal)
    const shown = unknown.filter(({ key }) => sets.has(key))
    if (shown.length > 0) timer = setTimeout(() => void load(shown, signal), SETTLE_MS)
  }

  watch(() => JSON.stringify(queries()), () => follow(queries()), { immediate: true })
  onScopeDispose(() => {
    clearTimeout(timer)
    controller.abort()
  })
  return { sets, errors }
}
