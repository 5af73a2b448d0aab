/** What a host offers besides messages: the desktop's dialogs, or their counterpart in a browser. */
import type { AppError } from '../../shared/errors'
import type { AppInfo, ExportOutcome } from '../../shared/contract'
import type { Result } from '../../shared/result'

/** A finished report. */
export interface ReportFile {
  /** Proposed file name. */
  readonly name: string
  readonly mediaType: string
  readonly content: string | Uint8Array
}

/** A file that is made while it is written: it may be larger than memory. */
export interface StreamedFile {
  /** Proposed file name. */
  readonly name: string
  readonly mediaType: string
  readonly content: AsyncIterable<Uint8Array>
}

/** Where a streamed file went; the path only where the host lets the user choose one. */
export interface SavedFile {
  readonly outcome: ExportOutcome
  readonly path: string | null
}

export interface Shell {
  readonly host: AppInfo['host']
  /** Asks for files or folders; empty when cancelled, or when the host has no dialog of its own. */
  pickFiles(): Promise<readonly string[]>
  /** Puts a report where the user wants it. */
  saveReport(report: ReportFile): Promise<Result<ExportOutcome, AppError>>
  /** Prints a report that is one self-contained page; the PDF's bytes. */
  printPdf(html: string, signal: AbortSignal | undefined): Promise<Result<Uint8Array, AppError>>
  /** Saves to `path`, or where the user wants it when that is null or the host has no paths. */
  saveStream(file: StreamedFile, path: string | null): Promise<Result<SavedFile, AppError>>
}
