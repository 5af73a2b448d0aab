/** What is told of each run on screen as a whole: lengths of stalls, CPU time of threads. */
import { onScopeDispose, shallowReactive, watch } from 'vue'
import type { ColumnLayer } from '../components/chart-column'
import { attempt } from '../stores/back-end'
import type { RunAnswerStore } from '../stores/run-answers'
import { shiftSpan, type TimeSpan } from '../stores/zoom'

/** By layer key: the answer, null where nothing is told, an error's message; absent while waiting. */
export function useRunAnswers<T extends object>(store: RunAnswerStore<T>, layers: () => readonly ColumnLayer[], window: () => TimeSpan | null): ReadonlyMap<string, T | null | string> {
  const found = shallowReactive(new Map<string, T | null | string>())
  const shownSources = new Map<string, string>()
  let isGone = false

  async function load(layer: ColumnLayer, source: string): Promise<void> {
    if (layer.source === null) return
    const answer = await attempt(store.load(layer.source, windowOf(layer, window())))
    // The place may have been given to another run meanwhile.
    if (!isGone && shownSources.get(layer.key) === source) found.set(layer.key, answer.ok ? answer.value : answer.error.message)
  }

  watch(() => JSON.stringify([layers().map(({ key, source, offsetNs }) => [key, source, offsetNs]), window()]), () => {
    const wanted = new Map(layers().map((layer) => [layer.key, layer]))
    for (const key of [...shownSources.keys()]) if (!wanted.has(key)) forget(key)
    for (const layer of wanted.values()) {
      const source = JSON.stringify([layer.source, layer.offsetNs, window()])
      if (shownSources.get(layer.key) === source) continue
      forget(layer.key)
      shownSources.set(layer.key, source)
      void load(layer, source)
    }
  }, { immediate: true })

  function forget(key: string): void {
    shownSources.delete(key)
    found.delete(key)
  }

  onScopeDispose(() => { isGone = true })
  return found
}

function windowOf({ offsetNs = 0 }: ColumnLayer, window: TimeSpan | null): TimeSpan | null {
  return window === null ? null : shiftSpan(window, offsetNs)
}
