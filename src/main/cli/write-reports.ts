/** The files that `replay` was asked for. */
import { observeSeries } from '../../engine/observe/observe-series'
import { fail, ok, type Result } from '../../shared/result'
import { comparisonToJson } from '../../shared/comparison-json'
import type { AppError } from '../../shared/errors'
import { comparisonToCsv } from '../report/comparison-to-csv'
import { comparisonToHtml } from '../report/comparison-to-html'
import { seriesToCsv } from '../report/series-to-csv'
import { findBrowser } from '../pdf/find-browser'
import { printWithBrowser } from '../pdf/print-with-browser'
import { writeAtomic } from '../report/write-atomic'
import type { CliIo } from './cli-io'
import type { ComparedConfigurations } from './compare-configurations'
import { usageError } from './parse-arguments'
import { writeFolder, writeOutput } from './write-output'

export interface ReportTargets {
  readonly json?: string | undefined
  readonly html?: string | undefined
  readonly pdf?: string | undefined
  readonly csv?: string | undefined
}

/** Bins of observed series in files, as many as the charts can show sharply. */
const HTML_BINS = 600

/** What cannot be written is refused before the work: two results on stdout, and a PDF without a browser to print it. */
export function checkTargets({ json, html, pdf }: ReportTargets): Result<null, AppError> {
  if (json === '-' && html === '-') return fail(usageError('Only one result can go to stdout.'))
  if (pdf === undefined) return ok(null)
  if (pdf === '-') return fail(usageError('A PDF goes to a file, not to stdout.'))
  const browser = findBrowser()
  return browser.ok ? ok(null) : browser
}

/** Writes every report with a target; stops at the first that fails. */
export async function writeReports(compared: ComparedConfigurations, targets: ReportTargets, io: CliIo): Promise<Result<null, AppError>> {
  const { trace, window, comparison, series } = compared
  if (targets.json !== undefined) {
    const written = await writeOutput(targets.json, comparisonToJson(comparison), io)
    if (!written.ok) return written
  }
  if (targets.html !== undefined || targets.pdf !== undefined) {
    const written = await writePage(comparisonToHtml(comparison, { observed: observeSeries(trace, window, HTML_BINS), runs: series }), targets, io)
    if (!written.ok) return written
  }
  if (targets.csv !== undefined) {
    const bins = series[0]?.series.binCount ?? HTML_BINS
    const written = await writeFolder(targets.csv, [
      ['metrics.csv', comparisonToCsv(comparison)], ['series-observed.csv', seriesToCsv(observeSeries(trace, window, bins))],
      ...series.map((entry) => [`series-${entry.configId}.csv`, seriesToCsv(entry.series)] as const)
    ])
    if (!written.ok) return written
  }
  return ok(null)
}

async function writePage(html: string, targets: ReportTargets, io: CliIo): Promise<Result<unknown, AppError>> {
  if (targets.html !== undefined) {
    const written = await writeOutput(targets.html, html, io)
    if (!written.ok) return written
  }
  if (targets.pdf === undefined) return ok(null)
  const pdf = await printWithBrowser(html)
  return pdf.ok ? writeAtomic(targets.pdf, pdf.value) : pdf
}
