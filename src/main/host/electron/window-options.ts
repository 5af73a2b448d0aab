import type { BrowserWindowConstructorOptions } from 'electron'

/**
 * Options of the app's window. Everything that keeps the page in its sandbox is written out, also where it is the default,
 * so that a change of a default or a careless edit shows in a test.
 */
export function windowOptions(preloadEntry: string): BrowserWindowConstructorOptions {
  return {
    width: 1440,
    height: 900,
    minWidth: 900,
    minHeight: 600,
    show: false,
    title: 'Reclaimscope',
    webPreferences: {
      preload: preloadEntry,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false
    }
  }
}
