/** The shell of the web host: reports wait under a path that only the page that asked for them knows; the browser has its own file dialog. */
import { randomBytes } from 'node:crypto'
import { ok } from '../../../shared/result'
import { WEB_PATHS } from '../../../shared/rpc/web-protocol'
import type { ReportFile, Shell } from '../../services/shell'
import { safeFileName } from './uploads'

/** Reports kept for download; the oldest goes first. */
const MAX_REPORTS = 32
const KEY_BYTES = 24

export class WebShell implements Shell {
  readonly host = 'web'
  readonly #reports = new Map<string, ReportFile>()

  async pickFiles(): Promise<readonly string[]> {
    return []
  }

  async saveReport(report: ReportFile): ReturnType<Shell['saveReport']> {
    const key = randomBytes(KEY_BYTES).toString('base64url')
    const name = safeFileName(report.name)
    this.#reports.set(key, { ...report, name })
    const oldest = this.#reports.keys().next()
    if (this.#reports.size > MAX_REPORTS && oldest.done !== true) this.#reports.delete(oldest.value)
    return ok({ kind: 'download', name, path: `${WEB_PATHS.download}${key}/${encodeURIComponent(name)}` })
  }

  /** The report behind a URL path, or null. */
  findReport(urlPath: string): ReportFile | null {
    const key = urlPath.slice(WEB_PATHS.download.length).split('/')[0] ?? ''
    return this.#reports.get(key) ?? null
  }
}
