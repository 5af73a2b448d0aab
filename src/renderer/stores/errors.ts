/** Failures shown to the user as cards until dismissed. */
import { shallowReactive } from 'vue'
import type { AppError } from '../../shared/errors'

/** What the user may do about a failure besides what the advice says. */
export interface Offer {
  readonly question: string
  /** On the button. */
  readonly title: string
  readonly run: () => void
}

export interface ShownError {
  readonly id: number
  /** What was being done, e.g. `Open w3-off.txt`. */
  readonly action: string
  readonly error: AppError
  readonly offers: readonly Offer[]
}

export type ErrorStore = ReturnType<typeof createErrorStore>

/** Keeps the newest errors first, at most `limit`. A cancelled task is not an error. */
export function createErrorStore(limit = 5) {
  const items = shallowReactive<ShownError[]>([])
  let nextId = 1

  function report(action: string, error: AppError, offers: readonly Offer[] = []): void {
    if (error.code === 'CANCELLED') return
    items.unshift({ id: nextId, action, error, offers })
    nextId += 1
    if (items.length > limit) items.length = limit
  }

  function dismiss(id: number): void {
    const index = items.findIndex((item) => item.id === id)
    if (index >= 0) items.splice(index, 1)
  }

  return { items: items as readonly ShownError[], report, dismiss }
}
