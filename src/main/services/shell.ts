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

export interface Shell {
  readonly host: AppInfo['host']
  /** Asks for files or folders; empty when cancelled, or when the host has no dialog of its own. */
  pickFiles(): Promise<readonly string[]>
  /** Puts a report where the user wants it. */
  saveReport(report: ReportFile): Promise<Result<ExportOutcome, AppError>>
}
