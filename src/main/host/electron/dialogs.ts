/** The desktop's dialogs as the engine host asks for them. */
import type { BrowserWindow, Dialog, OpenDialogOptions } from 'electron'
import { extname } from 'node:path'
import type { ShellAnswer, ShellRequest } from '../engine-link-protocol'

/** A capture is files or a folder; only macOS offers both in one dialog. */
function openOptions(platform: NodeJS.Platform): OpenDialogOptions {
  return { title: 'Open a capture', properties: platform === 'darwin' ? ['openFile', 'openDirectory', 'multiSelections'] : ['openFile', 'multiSelections'] }
}

/** Shows the dialog and gives back the chosen paths; empty when cancelled. */
export async function showDialog(dialog: Pick<Dialog, 'showOpenDialog' | 'showSaveDialog'>, window: BrowserWindow | null, question: Exclude<ShellRequest, { readonly ask: 'print-pdf' }>): Promise<ShellAnswer> {
  if (window === null) return []
  if (question.ask === 'pick-files') {
    const { canceled, filePaths } = await dialog.showOpenDialog(window, openOptions(process.platform))
    return canceled ? [] : filePaths
  }
  const extension = extname(question.proposedName).slice(1)
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: extension === 'reclaimscope' ? 'Save project' : 'Export report', defaultPath: question.proposedName, filters: [{ name: extension.toUpperCase(), extensions: [extension] }]
  })
  return canceled || filePath === '' ? [] : [filePath]
}
