/** Reports of finished comparisons, put where the shell says. */
import type { Comparison } from '../../shared/comparison'
import { comparisonToJson } from '../../shared/comparison-json'
import type { ExportOutcome } from '../../shared/contract'
import type { AppError } from '../../shared/errors'
import type { Note } from '../../shared/note'
import { fail, ok, type Result } from '../../shared/result'
import type { SeriesSet } from '../../shared/series'
import { zipArchive } from '../export/zip-archive'
import { comparisonToCsv } from '../report/comparison-to-csv'
import { comparisonToHtml } from '../report/comparison-to-html'
import { notesToCsv } from '../report/notes-to-csv'
import { seriesToCsv } from '../report/series-to-csv'
import type { RunnerOptions } from '../runner/runner'
import type { TraceWork } from '../runner/trace-work'
import { secondsAt } from './capture-summary'
import type { CaptureService } from './capture-service'
import type { ComparisonRecord, ComparisonService } from './comparison-service'
import { fileStem } from './file-stem'
import type { ReportFile, Shell } from './shell'

export type ReportFormat = 'html' | 'pdf' | 'csv' | 'json'

export interface ExportServiceOptions {
  readonly captures: CaptureService
  readonly comparisons: ComparisonService
  readonly traces: TraceWork
  readonly shell: Shell
}

/** Charts of the report are 300 units wide; two bins per unit stay sharp in print. As the command line has it: the same report from both. */
const HTML_BINS = 600

/** A comparison that has results. */
interface Finished extends ComparisonRecord {
  readonly comparison: Comparison
}

export class ExportService {
  readonly #options: ExportServiceOptions

  constructor(options: ExportServiceOptions) {
    this.#options = options
  }

  /** Writes the report of a comparison with the notes: `html`, `pdf` and `json` as one file, `csv` as an archive of the metrics, all series and the notes. */
  async export(comparisonId: string, format: ReportFormat, notes: readonly Note[], run: RunnerOptions): Promise<Result<ExportOutcome, AppError>> {
    const record = this.#options.comparisons.find(comparisonId)
    if (!record.ok) return record
    if (record.value.comparison === null) return fail({ code: 'NOT_FOUND', message: 'The comparison has no results yet.', advice: 'Wait for the first replay to finish.' })
    const comparison = this.#withNotes(record.value.captureId, record.value.comparison, notes)
    const content = await this.#content({ ...record.value, comparison }, format, run)
    if (!content.ok) return content
    return this.#options.shell.saveReport({ name: reportName(comparison, format), mediaType: MEDIA_TYPES[format], content: content.value })
  }

  /** Writes a capture as tables, in one archive. */
  async exportCapture(captureId: string, run: RunnerOptions): Promise<Result<ExportOutcome, AppError>> {
    const capture = this.#options.captures.find(captureId)
    if (!capture.ok) return capture
    const content = await this.#options.traces.tables(capture.value.trace, run)
    return content.ok ? this.#options.shell.saveReport({ name: `${fileStem(capture.value.summary.identity.name)}-tables.zip`, mediaType: MEDIA_TYPES.csv, content: content.value }) : content
  }

  /** The comparison with notes on the trace clock; without any as it is, so that it has the same bytes as from the command line. */
  #withNotes(captureId: string, comparison: Comparison, notes: readonly Note[]): Comparison {
    const capture = this.#options.captures.find(captureId)
    if (notes.length === 0 || !capture.ok) return comparison
    const { trace } = capture.value
    return { ...comparison, notes: notes.map(({ startNs, endNs, text }) => ({ startS: secondsAt(trace, startNs), endS: secondsAt(trace, endNs), text })) }
  }

  async #content(record: Finished, format: ReportFormat, run: RunnerOptions): Promise<Result<ReportFile['content'], AppError>> {
    if (format === 'json') return ok(comparisonToJson(record.comparison))
    const capture = this.#options.captures.find(record.captureId)
    if (!capture.ok) return capture
    const first = record.series.values().next()
    if (first.done === true) return fail({ code: 'NOT_FOUND', message: 'The comparison has no series.' })
    const span = { startNs: first.value.startNs, endNs: first.value.startNs + first.value.binNs * first.value.binCount }
    const bins = format === 'csv' ? first.value.binCount : HTML_BINS
    const observed = await this.#options.traces.series(capture.value.trace, span, bins, run)
    if (!observed.ok) return observed
    if (format === 'csv') return ok(csv(record, observed.value))
    const page = html(record, observed.value)
    return format === 'html' ? ok(page) : this.#options.shell.printPdf(page, run.signal)
  }
}

const MEDIA_TYPES: Readonly<Record<ReportFormat, string>> = { html: 'text/html; charset=utf-8', pdf: 'application/pdf', csv: 'application/zip', json: 'application/json; charset=utf-8' }

function reportName(comparison: Comparison, format: ReportFormat): string {
  return `${fileStem(comparison.capture.name)}${format === 'csv' ? '-csv.zip' : `.${format}`}`
}

function html(record: Finished, observed: SeriesSet): string {
  return comparisonToHtml(record.comparison, { observed, runs: [...record.series].map(([configId, series]) => ({ configId, series })) })
}

function csv(record: Finished, observed: SeriesSet): Buffer {
  return zipArchive([
    { name: 'metrics.csv', content: comparisonToCsv(record.comparison) },
    { name: 'series-observed.csv', content: seriesToCsv(observed) },
    ...(record.comparison.notes === undefined ? [] : [{ name: 'notes.csv', content: notesToCsv(record.comparison.notes) }]),
    ...[...record.series].map(([configId, set]) => ({ name: `series-${configId}.csv`, content: seriesToCsv(set) }))
  ])
}
