/** The desktop app: one instance, one window, one engine host. Everything with a rule in it lies in a file of its own beside this one. */
import { app, BrowserWindow, dialog, ipcMain, Menu, protocol, session, utilityProcess } from 'electron'
import type { ShellAnswer, ShellRequest } from '../engine-link-protocol'
import { locateInstallation } from '../installation'
import { menuTemplate } from './app-menu'
import { APP_SCHEME_PRIVILEGES, APP_URL, handleAppScheme } from './app-scheme'
import { commandLineFiles } from './command-line-files'
import { showDialog } from './dialogs'
import { EngineLink, type EngineProcess } from './engine-link'
import { guardContents } from './guard-contents'
import { registerPageIpc } from './page-ipc'
import { printPage } from './print-page'
import { denyPermissions } from './permissions'
import { windowOptions } from './window-options'

/** Starts the app, or hands this command line's files to the instance that runs already. */
export function startElectronApp(): void {
  // A second instance gives its files and folder along and ends.
  const files = commandLineFiles(process.argv, app.isPackaged, process.cwd())
  if (!app.requestSingleInstanceLock({ files })) return app.quit()
  protocol.registerSchemesAsPrivileged([APP_SCHEME_PRIVILEGES])
  // Every renderer is sandboxed, whatever its window's options say.
  app.enableSandbox()
  const { preloadEntry, rendererFolder, engineHostEntry } = locateInstallation()
  const link = new EngineLink({
    start: () => utilityProcess.fork(engineHostEntry, [], { serviceName: 'Reclaimscope engine' }) as unknown as EngineProcess,
    answer: answerShell,
    onRecent: (path) => (path === null ? app.clearRecentDocuments() : app.addRecentDocument(path))
  })
  const early: string[] = [...files]
  const offer = (paths: readonly string[]): void => {
    if (app.isReady()) link.offer(paths)
    else early.push(...paths)
  }
  app.on('web-contents-created', (_event, contents) => guardContents(contents))
  app.on('open-file', (event, path) => {
    event.preventDefault()
    offer([path])
  })
  app.on('second-instance', (_event, _argv, _folder, data) => {
    offer(filesOf(data))
    showWindow(preloadEntry)
  })
  app.on('window-all-closed', () => app.quit())
  // All windows are closed: nothing can call this off any more.
  app.on('will-quit', (event) => {
    if (!link.isRunning) return
    event.preventDefault()
    void link.stop().then(() => app.quit())
  })
  void app.whenReady().then(() => {
    denyPermissions(session.defaultSession)
    handleAppScheme(protocol, rendererFolder)
    registerPageIpc(ipcMain, link, (path) => app.getFileIcon(path))
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(process.platform)))
    link.offer(early)
    showWindow(preloadEntry)
  })
}

/** What only the desktop can do for the engine host. */
async function answerShell(question: ShellRequest): Promise<ShellAnswer> {
  if (question.ask !== 'print-pdf') return showDialog(dialog, mainWindow(), question)
  await printPage({ BrowserWindow, session }, question.htmlPath, question.pdfPath)
  return [question.pdfPath]
}

function mainWindow(): BrowserWindow | null {
  return BrowserWindow.getAllWindows()[0] ?? null
}

/** Brings the window to the front; makes it if there is none. */
function showWindow(preloadEntry: string): void {
  const open = mainWindow()
  if (open !== null) {
    if (open.isMinimized()) open.restore()
    return open.focus()
  }
  const window = new BrowserWindow(windowOptions(preloadEntry))
  window.once('ready-to-show', () => window.show())
  void window.loadURL(APP_URL)
}

/** Files in what a second instance sent along; anything else is none. */
function filesOf(data: unknown): string[] {
  const files = typeof data === 'object' && data !== null && 'files' in data ? data.files : null
  return Array.isArray(files) ? files.filter((file): file is string => typeof file === 'string') : []
}
