/** Reports written in this session. */
import { ref, shallowReactive } from 'vue'
import type { ExportOutcome, Request } from '../../shared/contract'
import type { Note } from '../../shared/note'
import type { BackEnd } from './back-end'
import { attempt } from './back-end'
import type { ErrorStore } from './errors'
import { t } from '../text/text'

export type ReportFormat = Request<'report.export'>['format']

/** A file of the user's, or one that the web host holds ready. */
export type ExportedFile = Exclude<ExportOutcome, { readonly kind: 'cancelled' }>

export interface WrittenReport {
  readonly comparisonId: string
  readonly format: ReportFormat
  readonly file: ExportedFile
}

export type ReportStore = ReturnType<typeof createReportStore>

/** Exports a comparison; the host saves it where the user says, or hands back a path to download. */
export function createReportStore(backEnd: BackEnd, errors: ErrorStore, download: (path: string, name: string) => void, notes: () => readonly Note[]) {
  const written = shallowReactive<WrittenReport[]>([])
  const busy = ref<ReportFormat | null>(null)

  /** Writes a capture as CSV tables. */
  async function exportCapture(captureId: string): Promise<void> {
    const outcome = await attempt(backEnd.call('capture.export', { captureId }))
    if (!outcome.ok) errors.report(t('tasks.exportTables'), outcome.error)
    else if (outcome.value.kind === 'download') download(outcome.value.path, outcome.value.name)
  }

  async function exportReport(comparisonId: string, format: ReportFormat): Promise<void> {
    busy.value = format
    const outcome = await attempt(backEnd.call('report.export', { comparisonId, format, notes: [...notes()] }))
    busy.value = null
    if (!outcome.ok) {
      errors.report(t('tasks.exportAs', { format: format.toUpperCase() }), outcome.error)
      return
    }
    if (outcome.value.kind === 'cancelled') return
    if (outcome.value.kind === 'download') download(outcome.value.path, outcome.value.name)
    written.unshift({ comparisonId, format, file: outcome.value })
  }

  return { written: written as readonly WrittenReport[], busy, exportReport, exportCapture }
}
