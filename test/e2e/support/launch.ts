/** The built app over the web host in a real browser, watched for everything that should not happen. */
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium, type Browser, type Page } from 'playwright-core'
import { AppWindow } from '../pages/app-window'

const ROOT = resolve(import.meta.dirname, '../../..')
const SERVE = join(ROOT, 'out/main/serve.js')
export const SCREENSHOTS = join(ROOT, 'test/e2e/screenshots')

export interface WindowOptions {
  readonly width?: number
  readonly height?: number
  readonly theme?: 'light' | 'dark'
}

export interface LaunchedApp {
  /** Opens the app in a fresh browser context. */
  open(options?: WindowOptions): Promise<AppWindow>
  close(): Promise<void>
}

interface ServeModule {
  serveWeb(options: { onFault: (method: string, thrown: unknown) => void }): Promise<{ url: string; close(): Promise<void> }>
}

/** Files of the capture that the tests drop: the bundled sample, or the folder named by `RECLAIMSCOPE_E2E_CAPTURE`. */
export function captureFiles(): string[] {
  const folder = process.env.RECLAIMSCOPE_E2E_CAPTURE ?? join(ROOT, 'resources/sample')
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => /^(device\.json|.*\.(csv|txt|gz|ftrace))$/.test(name)) : []
  if (names.length === 0) throw new Error(`no capture in ${folder}`)
  return names.sort().map((name) => join(folder, name))
}

/** Starts the host and the browser. Needs `npm run build` and a Chromium. */
export async function launchApp(): Promise<LaunchedApp> {
  if (!existsSync(SERVE)) throw new Error('the app is not built: npm run build')
  const { findChromium } = (await import(pathToFileURL(join(ROOT, 'scripts/lib/find-chromium.mjs')).href)) as { findChromium(): string | null }
  const executablePath = findChromium()
  if (executablePath === null) throw new Error('no Chromium or Chrome found; set RECLAIMSCOPE_CHROMIUM')
  mkdirSync(SCREENSHOTS, { recursive: true })
  const { serveWeb } = (await import(pathToFileURL(SERVE).href)) as ServeModule
  const faults: string[] = []
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--force-color-profile=srgb'] })
  const hosts: { close(): Promise<void> }[] = []
  return {
    open: async (options = {}) => {
      // A host of its own for every window: captures opened by one test are not there in the next.
      const host = await serveWeb({ onFault: (method, thrown) => faults.push(`${method}: ${String(thrown)}`) })
      hosts.push(host)
      return openPage(browser, host.url, options, faults)
    },
    close: async () => {
      await browser.close()
      for (const host of hosts) await host.close()
    }
  }
}

async function openPage(browser: Browser, url: string, options: WindowOptions, faults: string[]): Promise<AppWindow> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1440, height: options.height ?? 900 }, colorScheme: options.theme ?? 'light', reducedMotion: 'reduce', acceptDownloads: true
  })
  const page = await context.newPage()
  const problems = watch(page, faults)
  await page.goto(url)
  await page.getByRole('heading', { name: 'What would kcompressd change?' }).waitFor()
  return new AppWindow(page, problems)
}

/** Collects console errors and warnings, exceptions, policy violations and faults of the back end. */
function watch(page: Page, faults: string[]): () => readonly string[] {
  const problems: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') problems.push(`console ${message.type()}: ${message.text()}`)
  })
  page.on('pageerror', (error) => problems.push(`exception: ${error.message}`))
  page.on('requestfailed', (request) => {
    // Streams are cut when the page closes; anything else that fails is a problem.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') problems.push(`request failed: ${request.url()}`)
  })
  return () => [...problems, ...faults]
}
