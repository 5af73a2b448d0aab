/** Series of several sources for the visible span, at the resolution of the screen. */
import { onScopeDispose, shallowReactive, watch } from 'vue'
import type { SeriesSet } from '../../shared/series'
import { useApp } from '../app-model'
import { attempt } from '../stores/back-end'
import type { SeriesSource } from '../stores/series'
import type { TimeSpan } from '../stores/zoom'

export interface SeriesQuery {
  /** Names the place on screen; its answer replaces the one shown there before. */
  readonly key: string
  readonly source: SeriesSource
  readonly span: TimeSpan
  readonly bins: number
}

export interface SeriesSets {
  readonly sets: ReadonlyMap<string, SeriesSet>
  readonly errors: ReadonlyMap<string, string>
}

/** Continuous zooming asks once it pauses. */
const SETTLE_MS = 60

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

  async function load(wanted: SeriesQuery, signal: AbortSignal): Promise<void> {
    const answer = await attempt(series.load(wanted.source, wanted.span, wanted.bins, signal))
    if (signal.aborted) return
    if (!answer.ok) errors.set(wanted.key, answer.error.message)
    else {
      errors.delete(wanted.key)
      sets.set(wanted.key, answer.value)
    }
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
      const known = series.peek(query.source, query.span, query.bins)
      if (known !== null) sets.set(query.key, known)
      return known === null
    })
    const isFirst = unknown.some((query) => !sets.has(query.key))
    timer = setTimeout(() => unknown.forEach((query) => void load(query, signal)), isFirst ? 0 : SETTLE_MS)
  }

  watch(() => JSON.stringify(queries()), () => follow(queries()), { immediate: true })
  onScopeDispose(() => {
    clearTimeout(timer)
    controller.abort()
  })
  return { sets, errors }
}
