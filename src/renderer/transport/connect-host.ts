/** Picks the host once: the preload's bridge when it is there, else the web host that served this page. */
import type { AppError } from '../../shared/errors'
import type { Transport } from '../../shared/protocol'
import { fail, ok, type Result } from '../../shared/result'
import { BRIDGE_NAME, type ElectronBridge, type OfferedFile } from '../../shared/rpc/electron-bridge'
import type { ExportedFile } from '../stores/reports'
import { connectElectron } from './electron-transport'
import { connectWeb, uploadFile, type WebAccess } from './web-transport'
import { t } from '../text/text'

export interface AddFilesOptions {
  readonly signal?: AbortSignal | undefined
  /** Files that arrived so far and their number, for a progress bar; bytes are counted by file size. */
  readonly onProgress?: ((doneBytes: number, totalBytes: number) => void) | undefined
}

export interface HostConnection {
  readonly kind: 'electron' | 'web'
  readonly transport: Transport
  /** Makes dropped or chosen files known to the back end; give the ids to `capture.open`. In Electron a folder may be among them. */
  readonly addFiles: (files: readonly File[], options?: AddFilesOptions) => Promise<Result<readonly OfferedFile[], AppError>>
  /** Saves what `report.export` left at a download path (web host only). */
  readonly startDownload: (path: string, name: string) => void
  /** Makes a drag that has just begun in the page one of an exported file, to a mail or a folder. */
  readonly dragOut: (event: DragEvent, report: ExportedFile) => void
}

const TOKEN_KEY = 'reclaimscope.token'

/**
 * Connects to the back end.
 * @returns a failure when the page was opened without its key (web host)
 */
export function connectHost(): Result<HostConnection, AppError> {
  const bridge = (window as unknown as Record<string, unknown>)[BRIDGE_NAME] as ElectronBridge | undefined
  if (bridge !== undefined) return ok(electronHost(bridge))
  const token = takeToken()
  if (token === null) {
    return fail({
      code: 'HOST_GONE', message: t('tasks.noKey'),
      advice: t('tasks.noKeyAdvice')
    })
  }
  return ok(webHost({ origin: window.location.origin, token }))
}

function electronHost(bridge: ElectronBridge): HostConnection {
  return {
    kind: 'electron',
    transport: connectElectron(bridge),
    addFiles: async (files) => ok(await bridge.addFiles(files)),
    startDownload: () => {
      throw new Error('Electron saves reports itself')
    },
    dragOut: (event, report) => {
      // The desktop goes on with it: a drag of the page's own holds no file.
      event.preventDefault()
      if (report.kind === 'saved' && report.dragId !== undefined) bridge.dragOut(report.dragId)
    }
  }
}

function webHost(access: WebAccess): HostConnection {
  return { kind: 'web', transport: connectWeb(access), addFiles: (files, options) => uploadAll(access, files, options ?? {}), startDownload, dragOut: dragDownload(access) }
}

async function uploadAll(access: WebAccess, files: readonly File[], options: AddFilesOptions): Promise<Result<readonly OfferedFile[], AppError>> {
  const totalBytes = files.reduce((sum, file) => sum + file.size, 0)
  const offered: OfferedFile[] = []
  let doneBytes = 0
  for (const file of files) {
    const uploaded = await uploadFile(access, file, file.webkitRelativePath === '' ? file.name : file.webkitRelativePath, options.signal)
    if (!uploaded.ok) return uploaded
    offered.push(uploaded.value)
    doneBytes += file.size
    options.onProgress?.(doneBytes, totalBytes)
  }
  return ok(offered)
}

/** The key from the address (first load) or from this tab's memory (reload). It is taken out of the address so that it is not copied along. */
function takeToken(): string | null {
  const fromAddress = new URLSearchParams(window.location.hash.slice(1)).get('token')
  if (fromAddress === null) return sessionStorage.getItem(TOKEN_KEY)
  sessionStorage.setItem(TOKEN_KEY, fromAddress)
  window.history.replaceState(null, '', window.location.pathname)
  return fromAddress
}

/** Chromium saves what is dropped outside of it from the address in `DownloadURL`; elsewhere the address itself is dropped. */
function dragDownload({ origin }: WebAccess): HostConnection['dragOut'] {
  return ({ dataTransfer }, report) => {
    if (dataTransfer === null || report.kind !== 'download') return
    const url = origin + report.path
    dataTransfer.effectAllowed = 'copy'
    dataTransfer.setData('DownloadURL', `${mediaTypeOf(report.name)}:${report.name}:${url}`)
    dataTransfer.setData('text/uri-list', url)
  }
}

const MEDIA_TYPES: Readonly<Record<string, string>> = { html: 'text/html', pdf: 'application/pdf', json: 'application/json', zip: 'application/zip' }

function mediaTypeOf(name: string): string {
  return MEDIA_TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream'
}

function startDownload(path: string, name: string): void {
  const link = document.createElement('a')
  link.href = path
  link.download = name
  document.body.append(link)
  link.click()
  link.remove()
}
