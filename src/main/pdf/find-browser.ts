/** A Chromium on this machine that can print a page: named by `RECLAIMSCOPE_CHROMIUM`, on the PATH, or in one of the usual places. */
import { statSync } from 'node:fs'
import { join, posix, win32 } from 'node:path'
import type { AppError } from '../../shared/errors'
import { fail, ok, type Result } from '../../shared/result'

type Environment = Readonly<Record<string, string | undefined>>

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge']
const MAC_PLACES = ['Google Chrome', 'Chromium', 'Microsoft Edge'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`)
const WINDOWS_PLACES = ['Google/Chrome/Application/chrome.exe', 'Chromium/Application/chrome.exe', 'Microsoft/Edge/Application/msedge.exe']

/** The path of the program; `PDF_NO_BROWSER` when there is none, or when the one that is named does not exist. */
export function findBrowser(env: Environment = process.env, platform: NodeJS.Platform = process.platform, exists: (path: string) => boolean = isFile): Result<string, AppError> {
  const named = env['RECLAIMSCOPE_CHROMIUM']
  const hasName = named !== undefined && named !== ''
  const found = (hasName ? [named] : candidates(env, platform)).find(exists)
  if (found !== undefined) return ok(found)
  return fail({
    code: 'PDF_NO_BROWSER', message: hasName ? 'The browser that RECLAIMSCOPE_CHROMIUM names does not exist.' : 'No Chromium, Chrome or Edge was found to print the report with.',
    ...(hasName ? { found: named } : {}), advice: 'Export HTML, open it in any browser and print it to a PDF there; or install Chromium, or name one in RECLAIMSCOPE_CHROMIUM.'
  })
}

function candidates(env: Environment, platform: NodeJS.Platform): string[] {
  const isWindows = platform === 'win32'
  const folders = (env['PATH'] ?? env['Path'] ?? '').split(isWindows ? win32.delimiter : posix.delimiter).filter((folder) => folder !== '')
  const onPath = folders.flatMap((folder) => NAMES.map((name) => join(folder, isWindows ? `${name}.exe` : name)))
  if (platform === 'darwin') return [...onPath, ...MAC_PLACES]
  if (!isWindows) return onPath
  const roots = ['ProgramFiles', 'ProgramFiles(x86)', 'LOCALAPPDATA'].flatMap((name) => env[name] ?? [])
  return [...onPath, ...roots.flatMap((root) => WINDOWS_PLACES.map((place) => win32.join(root, place)))]
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true
}
