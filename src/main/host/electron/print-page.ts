/**
 * Prints a report in a window that is never shown. It runs no script, has no preload, and lives in a session of its own in which the app's scheme
 * gives the report and nothing else; the network and `file:` are not needed.
 */
import type { BrowserWindow, BrowserWindowConstructorOptions, Session, session as electronSession } from 'electron'
import { readFile, writeFile } from 'node:fs/promises'
import { APP_SCHEME, APP_URL } from './app-scheme'
import { denyPermissions } from './permissions'

const LIMIT_MS = 60_000

export interface PrintParts {
  readonly BrowserWindow: typeof BrowserWindow
  readonly session: Pick<typeof electronSession, 'fromPartition'>
}

let lastPrint = 0

/** Writes the PDF of the page. @throws when it cannot be read, printed or written, or takes longer than a minute */
export async function printPage({ BrowserWindow: Window, session }: PrintParts, htmlPath: string, pdfPath: string): Promise<void> {
  const html = await readFile(htmlPath)
  lastPrint += 1
  // Not kept on disk, and not shared with a report that is printed at the same time.
  const own = session.fromPartition(`print-${lastPrint}`)
  denyPermissions(own)
  own.protocol.handle(APP_SCHEME, () => new Response(html, { headers: { 'content-type': 'text/html; charset=utf-8' } }))
  const window = new Window(printOptions(own))
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_done, failed) => { timer = setTimeout(() => failed(new Error('printing took too long')), LIMIT_MS) })
  try {
    const printed = window.loadURL(APP_URL).then(() => window.webContents.printToPDF({ printBackground: true, preferCSSPageSize: true, landscape: true }))
    await writeFile(pdfPath, await Promise.race([limit, printed]))
  } finally {
    clearTimeout(timer)
    window.destroy()
    own.protocol.unhandle(APP_SCHEME)
  }
}

function printOptions(own: Session): BrowserWindowConstructorOptions {
  return {
    show: false,
    webPreferences: { session: own, javascript: false, sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false, navigateOnDragDrop: false, spellcheck: false }
  }
}
