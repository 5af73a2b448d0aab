/** The shell of the web host: reports wait under a path that only the page that asked for them knows; the browser has its own file dialog. */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExportOutcome } from '../../../shared/contract'
import { ok } from '../../../shared/result'
import { WEB_PATHS } from '../../../shared/rpc/web-protocol'
import { printWithBrowser } from '../../pdf/print-with-browser'
import { writeAtomic } from '../../report/write-atomic'
import { safeFileName } from '../../services/safe-file-name'
import type { ReportFile, Shell, StreamedFile } from '../../services/shell'

/** Reports kept for download; the oldest goes first. */
const MAX_REPORTS = 32
const KEY_BYTES = 24

/** A file ready for download: in memory, or on disk where it may be larger than that. */
export interface Download {
  readonly name: string
  readonly mediaType: string
  readonly content: ReportFile['content'] | { readonly path: string }
}

export class WebShell implements Shell {
  readonly host = 'web'
  readonly #downloads = new Map<string, Download>()
  #folder: Promise<string> | null = null

  async pickFiles(): Promise<readonly string[]> {
    return []
  }

  async saveReport(report: ReportFile): ReturnType<Shell['saveReport']> {
    return ok(this.#offer(report))
  }

  printPdf(html: string, signal: AbortSignal | undefined): ReturnType<Shell['printPdf']> {
    return printWithBrowser(html, { signal })
  }

  async saveStream(file: StreamedFile): ReturnType<Shell['saveStream']> {
    this.#folder ??= mkdtemp(join(tmpdir(), 'reclaimscope-downloads-'))
    const path = join(await this.#folder, randomBytes(KEY_BYTES).toString('hex'))
    const written = await writeAtomic(path, file.content)
    return written.ok ? ok({ outcome: this.#offer({ name: file.name, mediaType: file.mediaType, content: { path } }), path: null }) : written
  }

  /** The file behind a URL path, or null. */
  findDownload(urlPath: string): Download | null {
    const key = urlPath.slice(WEB_PATHS.download.length).split('/')[0] ?? ''
    return this.#downloads.get(key) ?? null
  }

  /** Removes what was written to disk. */
  async close(): Promise<void> {
    if (this.#folder !== null) await rm(await this.#folder, { recursive: true, force: true })
  }

  #offer(download: Download): ExportOutcome {
    const key = randomBytes(KEY_BYTES).toString('base64url')
    const name = safeFileName(download.name)
    this.#downloads.set(key, { ...download, name })
    this.#forgetOldest()
    return { kind: 'download', name, path: `${WEB_PATHS.download}${key}/${encodeURIComponent(name)}` }
  }

  #forgetOldest(): void {
    const oldest = this.#downloads.entries().next()
    if (this.#downloads.size <= MAX_REPORTS || oldest.done === true) return
    const [key, { content }] = oldest.value
    this.#downloads.delete(key)
    // A download that has begun keeps its open file.
    if (typeof content === 'object' && 'path' in content) void rm(content.path, { force: true })
  }
}
