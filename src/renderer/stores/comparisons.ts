/** The latest comparison of each capture, growing while its runs finish. */
import { computed, shallowReactive, shallowRef } from 'vue'
import type { ComparisonStatus, Configuration } from '../../shared/contract'
import type { BackEnd } from './back-end'
import { attempt } from './back-end'
import type { ErrorStore } from './errors'
import type { TimeSpan } from './zoom'
import { t } from '../text/text'

export interface ReplayRequest {
  readonly captureId: string
  readonly configs: readonly Configuration[]
  readonly window: TimeSpan | null
  readonly seeds: number
}

interface Entry {
  readonly status: ComparisonStatus | null
  readonly request: ReplayRequest
  readonly isRunning: boolean
}

/** Same seed, same bytes: the app always starts from this one. */
export const SEED = 1

export type ComparisonStore = ReturnType<typeof createComparisonStore>

/** Starts and cancels replays, and follows their results. One comparison runs per capture at a time. */
export function createComparisonStore(backEnd: BackEnd, errors: ErrorStore) {
  const entries = shallowReactive(new Map<string, Entry>())
  const controllers = new Map<string, AbortController>()
  const lastFinishedId = shallowRef<string | null>(null)

  backEnd.on('comparison.update', (status) => follow(status))

  function follow(status: ComparisonStatus): void {
    const entry = entries.get(status.captureId)
    if (entry === undefined || !entry.isRunning) return
    entries.set(status.captureId, { ...entry, status })
  }

  async function run(request: ReplayRequest): Promise<void> {
    cancel(request.captureId)
    const controller = new AbortController()
    controllers.set(request.captureId, controller)
    const previous = entries.get(request.captureId)
    entries.set(request.captureId, { status: null, request, isRunning: true })
    const { captureId, window, seeds } = request
    const finished = await attempt(backEnd.call('comparison.run', { captureId, configs: [...request.configs], window, seed: SEED, seeds }, { signal: controller.signal }))
    if (controllers.get(captureId) !== controller) return
    if (finished.ok && finished.value.phase !== 'done') return
    controllers.delete(captureId)
    if (finished.ok) finish(captureId, finished.value)
    else settleFailed(captureId, previous)
    if (!finished.ok) errors.report(t('tasks.replay'), finished.error)
  }

  function finish(captureId: string, status: ComparisonStatus): void {
    const entry = entries.get(captureId)
    if (entry === undefined) return
    entries.set(captureId, { ...entry, status, isRunning: false })
    lastFinishedId.value = status.comparisonId
  }

  /** A failed or cancelled replay leaves what was there before it; the back end has dropped its partial result. */
  function settleFailed(captureId: string, previous: Entry | undefined): void {
    if (previous?.status?.phase === 'done') entries.set(captureId, { ...previous, isRunning: false })
    else entries.delete(captureId)
  }

  /** Shows results that were kept in a file. */
  function adopt(request: ReplayRequest, status: ComparisonStatus | null): void {
    if (status !== null) entries.set(request.captureId, { status, request, isRunning: false })
  }

  function cancel(captureId: string): void {
    controllers.get(captureId)?.abort()
  }

  function forget(captureId: string): void {
    cancel(captureId)
    entries.delete(captureId)
  }

  const of = (captureId: string | null): Entry | null => (captureId === null ? null : (entries.get(captureId) ?? null))
  return { of, run, adopt, cancel, forget, isAnyRunning: computed(() => [...entries.values()].some((entry) => entry.isRunning)) }
}
