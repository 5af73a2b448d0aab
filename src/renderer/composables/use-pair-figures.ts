/** Figures of two captures, following what is asked for. */
import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import { useApp } from '../app-model'
import { attempt } from '../stores/back-end'
import type { PairFigures, PairRequest } from '../stores/pair-figures'

export interface ShownFigures {
  readonly figures: Readonly<ShallowRef<PairFigures | null>>
  readonly error: Readonly<ShallowRef<string | null>>
}

/** What was there stays until the new figures have arrived. */
export function usePairFigures(request: () => PairRequest): ShownFigures {
  const { pairFigures } = useApp()
  const figures = shallowRef<PairFigures | null>(null)
  const error = shallowRef<string | null>(null)
  let latest = 0

  watch(() => JSON.stringify(request()), async () => {
    const turn = (latest += 1)
    const answer = await attempt(pairFigures.load(request()))
    if (turn !== latest) return
    error.value = answer.ok ? null : answer.error.message
    if (answer.ok) figures.value = answer.value
  }, { immediate: true })
  onScopeDispose(() => { latest += 1 })
  return { figures, error }
}
