/** The built app in Electron, with dialogs that answer by themselves. Runs only where an Electron program and a display are. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { _electron, type ElectronApplication } from 'playwright-core'
import { AppWindow } from '../pages/app-window'
import { ROOT, type LaunchedApp } from './launch'
import { watchPage, type SavedFile, type WindowHost, type WindowOptions } from './window-host'

interface ElectronFinder {
  findElectron(): string | null
  whyNoWindow(machine: { platform: string; env: NodeJS.ProcessEnv; uid: number | null }): string | null
}

const { findElectron, whyNoWindow } = (await import(pathToFileURL(join(ROOT, 'scripts/lib/electron-binary.mjs')).href)) as ElectronFinder
const SAVE_TIMEOUT_MS = 30_000
const POLL_MS = 100

/** Why the app cannot be tested in Electron here, or null. */
export function whyNoElectron(): string | null {
  if (findElectron() === null) return 'there is no Electron program (set ELECTRON_EXEC_PATH, or run `npm start` once to fetch it)'
  return whyNoWindow({ platform: process.platform, env: process.env, uid: process.getuid?.() ?? null })
}

/** Starts nothing yet: each window is a program of its own, with a profile of its own. */
export async function launchElectron(): Promise<LaunchedApp> {
  const obstacle = whyNoElectron()
  if (obstacle !== null) throw new Error(obstacle)
  const folder = mkdtempSync(join(tmpdir(), 'electron-test-'))
  const apps: ElectronApplication[] = []
  return {
    open: async (options = {}) => {
      const place = join(folder, String(apps.length))
      for (const name of ['profile', 'given', 'saved']) mkdirSync(join(place, name), { recursive: true })
      const app = await _electron.launch({
        executablePath: findElectron() ?? '', args: [ROOT, `--user-data-dir=${join(place, 'profile')}`], chromiumSandbox: true, env: { ...process.env as Record<string, string>, RECLAIMSCOPE_DATA: join(place, 'data') }, colorScheme: options.theme ?? 'light'
      })
      apps.push(app)
      return openWindow(app, place, options)
    },
    close: async () => {
      for (const app of apps) await app.close()
      rmSync(folder, { recursive: true, force: true })
    }
  }
}

async function openWindow(app: ElectronApplication, place: string, { width = 1440, height = 900 }: WindowOptions): Promise<AppWindow> {
  const page = await app.firstWindow()
  const problems = watchPage(page, [])
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await app.evaluate(({ BrowserWindow, dialog, session }, { size, folder }) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(size[0], size[1])
    const inFolder = (name: string): string => `${folder}/${name.split(/[/\\]/).at(-1) ?? 'file'}`
    Object.assign(dialog, { showSaveDialog: async (_window: unknown, asked: { defaultPath?: string }) => ({ canceled: false, filePath: inFolder(asked.defaultPath ?? 'file') }) })
    session.defaultSession.on('will-download', (_event, item) => item.setSavePath(inFolder(item.getFilename())))
  }, { size: [width, height] as [number, number], folder: join(place, 'saved') })
  const window = new AppWindow(page, problems, electronWindow(app, place))
  await window.start.title.waitFor()
  return window
}

function electronWindow(app: ElectronApplication, place: string): WindowHost {
  return {
    // Files that a script makes have no path; real ones come in as those of a second instance do.
    give: async (_page, files) => {
      const folder = mkdtempSync(join(place, 'given/'))
      const paths = files.map(({ name, base64 }) => {
        writeFileSync(join(folder, name), Buffer.from(base64, 'base64'))
        return join(folder, name)
      })
      await app.evaluate((electron, given) => electron.app.emit('second-instance', {}, [], '', { files: given }), paths)
    },
    save: async (_page, action) => {
      const before = new Set(readdirSync(join(place, 'saved')))
      await action()
      return newFile(join(place, 'saved'), before)
    },
    close: async () => app.close()
  }
}

/** The file that appears in a folder, once it does not grow any more. */
async function newFile(folder: string, before: ReadonlySet<string>): Promise<SavedFile> {
  let seen = ''
  for (let waitedMs = 0; waitedMs < SAVE_TIMEOUT_MS; waitedMs += POLL_MS) {
    await new Promise((done) => setTimeout(done, POLL_MS))
    const name = readdirSync(folder).find((entry) => !before.has(entry) && !/\.(tmp|crdownload)$/.test(entry))
    if (name === undefined) continue
    const text = readFileSync(join(folder, name), 'utf8')
    if (text !== '' && text === seen) return { name, text }
    seen = text
  }
  throw new Error(`nothing was saved in ${SAVE_TIMEOUT_MS} ms`)
}
