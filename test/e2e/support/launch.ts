/** The built app in a host: the web host in a browser, or Electron where `RECLAIMSCOPE_E2E_HOST=electron` asks for it. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { AppWindow } from '../pages/app-window'
import type { WindowOptions } from './window-host'

export type { WindowOptions } from './window-host'

export const ROOT = resolve(import.meta.dirname, '../../..')
export const SCREENSHOTS = join(ROOT, 'test/e2e/screenshots')

export type HostKind = 'web' | 'electron'

export interface LaunchedApp {
  /** Opens the app in a fresh profile. */
  open(options?: WindowOptions): Promise<AppWindow>
  close(): Promise<void>
}

/** Files of the capture that the tests drop: the bundled sample, or the folder named by `RECLAIMSCOPE_E2E_CAPTURE`. */
export function captureFiles(): string[] {
  const folder = process.env.RECLAIMSCOPE_E2E_CAPTURE ?? join(ROOT, 'resources/sample')
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => /^(device\.json|.*\.(csv|txt|gz|ftrace))$/.test(name)) : []
  if (names.length === 0) throw new Error(`no capture in ${folder}`)
  return names.sort().map((name) => join(folder, name))
}

/** Starts the app. Needs `npm run build`, and a Chromium or an Electron program. */
export async function launchApp(kind: HostKind = process.env.RECLAIMSCOPE_E2E_HOST === 'electron' ? 'electron' : 'web'): Promise<LaunchedApp> {
  mkdirSync(SCREENSHOTS, { recursive: true })
  // What the hosts of one launch keep, they share; nothing of it stays.
  const data = mkdtempSync(join(tmpdir(), 'reclaimscope-e2e-'))
  process.env.RECLAIMSCOPE_DATA = data
  const app = await (kind === 'electron' ? (await import('./launch-electron')).launchElectron() : (await import('./launch-web')).launchWeb())
  return {
    open: (options) => app.open(options),
    close: async () => {
      await app.close()
      rmSync(data, { recursive: true, force: true })
    }
  }
}
