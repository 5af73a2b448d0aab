/** The sweep of each capture: its form, its progress, its points as they come, and what is kept of earlier ones. */
import { shallowReactive } from 'vue'
import type { SavedSweep, SweepEstimate, SweepStatus } from '../../shared/contract'
import type { Grid, Sweep, SweepPoint } from '../../shared/sweep'
import { draftOf, FIRST_DRAFT, type SweepDraft } from '../content/sweep-draft'
import type { BackEnd } from './back-end'
import { attempt } from './back-end'
import { SEED } from './comparisons'
import type { ErrorStore } from './errors'
import { createSweepKeeping } from './sweep-keeping'
import type { TimeSpan } from './zoom'
import { t } from '../text/text'

export interface SweepEntry {
  readonly draft: SweepDraft
  readonly status: SweepStatus | null
  /** Everything that came so far; null before the first point. */
  readonly sweep: Sweep | null
  readonly isRunning: boolean
  readonly estimate: SweepEstimate | null
  readonly saved: readonly SavedSweep[]
  /** The point that is looked at, in every chart and in the table. */
  readonly activeId: string | null
}

export interface SweepRequest {
  readonly captureId: string
  readonly grid: Grid
  readonly window: TimeSpan | null
  readonly seeds: number
}

const EMPTY: SweepEntry = { draft: FIRST_DRAFT, status: null, sweep: null, isRunning: false, estimate: null, saved: [], activeId: null }

export type SweepStore = ReturnType<typeof createSweepStore>

/** `download` starts the download of a file that the web host has made ready. */
export function createSweepStore(backEnd: BackEnd, errors: ErrorStore, download: (path: string, name: string) => void) {
  const entries = shallowReactive(new Map<string, SweepEntry>())
  const controllers = new Map<string, AbortController>()
  const of = (captureId: string): SweepEntry => entries.get(captureId) ?? EMPTY
  const change = (captureId: string, part: Partial<SweepEntry>): void => void entries.set(captureId, { ...of(captureId), ...part })

  backEnd.on('sweep.update', (status) => {
    if (of(status.captureId).isRunning) change(status.captureId, { status, sweep: merged(of(status.captureId).sweep, status.sweep) })
  })

  const { refresh, discard, exportAs } = createSweepKeeping({ backEnd, errors, download, of, change })

  async function run({ captureId, grid, window, seeds }: SweepRequest): Promise<void> {
    controllers.get(captureId)?.abort()
    const controller = new AbortController()
    controllers.set(captureId, controller)
    change(captureId, { status: null, sweep: null, isRunning: true, activeId: null })
    const onProgress = ({ phase, done, total }: { readonly phase: string; readonly done: number; readonly total: number }): void => {
      const { status } = of(captureId)
      if (status !== null && controllers.get(captureId) === controller) change(captureId, { status: { ...status, phase: phase === 'replaying' ? 'replaying' : 'calibrating', runsDone: done, runsTotal: total } })
    }
    const finished = await attempt(backEnd.call('sweep.run', { captureId, grid, window, seed: SEED, seeds }, { signal: controller.signal, onProgress }))
    if (controllers.get(captureId) !== controller) return
    controllers.delete(captureId)
    if (finished.ok) change(captureId, { isRunning: false, status: finished.value, sweep: finished.value.sweep })
    else change(captureId, { isRunning: false })
    if (!finished.ok) errors.report(t('tasks.sweep'), finished.error)
    await refresh(captureId)
  }

  /** Goes on with a kept sweep, or shows a finished one again: its runs are there already. */
  async function resume(captureId: string, saved: SavedSweep): Promise<void> {
    change(captureId, { draft: draftOf(saved.grid, saved.seeds) })
    await run({ captureId, grid: saved.grid, window: saved.window, seeds: saved.seeds })
  }

  return {
    of, run, refresh, resume, discard, exportAs,
    cancel: (captureId: string) => controllers.get(captureId)?.abort(),
    forget: (captureId: string) => {
      controllers.get(captureId)?.abort()
      entries.delete(captureId)
    },
    edit: (captureId: string, part: Partial<SweepDraft>) => change(captureId, { draft: { ...of(captureId).draft, ...part } }),
    look: (captureId: string, activeId: string | null) => { if (of(captureId).activeId !== activeId) change(captureId, { activeId }) }
  }
}

/** The points so far with those that changed, by their numbers. */
function merged(before: Sweep | null, update: Sweep | null): Sweep | null {
  if (update === null || before === null) return update ?? before
  const points = new Map<string, SweepPoint>([...before.points, ...update.points].map((point) => [point.id, point]))
  return { ...update, points: [...points.values()].sort((a, b) => numberOf(a.id) - numberOf(b.id)) }
}

const numberOf = (id: string): number => Number(/\d+$/.exec(id)?.[0] ?? 0)
