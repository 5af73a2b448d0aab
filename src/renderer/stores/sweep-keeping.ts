/** What is kept of sweeps: runs on this machine, and the files that a result is written to. */
import type { Request } from '../../shared/contract'
import { goalOf } from '../content/sweep-draft'
import { attempt, type BackEnd } from './back-end'
import type { ErrorStore } from './errors'
import type { SweepEntry } from './sweeps'
import { t } from '../text/text'

export interface SweepKeepingParts {
  readonly backEnd: BackEnd
  readonly errors: ErrorStore
  readonly download: (path: string, name: string) => void
  readonly of: (captureId: string) => SweepEntry
  readonly change: (captureId: string, part: Partial<SweepEntry>) => void
}

export function createSweepKeeping({ backEnd, errors, download, of, change }: SweepKeepingParts) {
  /** Asks what is kept of this capture, and how long a run takes. */
  async function refresh(captureId: string): Promise<void> {
    const [saved, estimate] = await Promise.all([attempt(backEnd.call('sweep.saved', { captureId })), attempt(backEnd.call('sweep.estimate', { captureId }))])
    change(captureId, { ...(saved.ok ? { saved: saved.value } : {}), ...(estimate.ok ? { estimate: estimate.value } : {}) })
  }

  async function discard(captureId: string, savedId: string): Promise<void> {
    const discarded = await attempt(backEnd.call('sweep.discard', { captureId, savedId }))
    if (!discarded.ok) errors.report(t('tasks.discardSweep'), discarded.error)
    await refresh(captureId)
  }

  /** Writes the result as the form's goals judge it now; returns the file's name, or null. */
  async function exportAs(captureId: string, format: Request<'sweep.export'>['format']): Promise<string | null> {
    const { status, sweep, draft } = of(captureId)
    if (status === null || sweep === null) return null
    const outcome = await attempt(backEnd.call('sweep.export', { sweepId: status.sweepId, format, ...goalOf(draft) }))
    if (!outcome.ok) errors.report(t('tasks.exportSweep'), outcome.error)
    if (!outcome.ok || outcome.value.kind === 'cancelled') return null
    if (outcome.value.kind === 'download') download(outcome.value.path, outcome.value.name)
    return outcome.value.name
  }

  return { refresh, discard, exportAs }
}
