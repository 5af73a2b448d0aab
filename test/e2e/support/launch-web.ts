/** The built app over the web host in a real browser. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium, type Browser } from 'playwright-core'
import { AppWindow } from '../pages/app-window'
import { ROOT, type LaunchedApp } from './launch'
import { watchPage, type WindowHost, type WindowOptions } from './window-host'

const SERVE = join(ROOT, 'out/main/serve.js')

interface ServeModule {
  serveWeb(options: { onFault: (method: string, thrown: unknown) => void }): Promise<{ url: string; close(): Promise<void> }>
}

const webWindow: WindowHost = {
  give: async (page, files) => {
    const transfer = await page.evaluateHandle((contents) => {
      const made = new DataTransfer()
      for (const { name, base64 } of contents) made.items.add(new File([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))], name))
      return made
    }, files)
    for (const type of ['dragenter', 'dragover', 'drop']) await page.dispatchEvent('#app', type, { dataTransfer: transfer })
    await transfer.dispose()
  },
  save: async (page, action) => {
    const waiting = page.waitForEvent('download')
    await action()
    const download = await waiting
    return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') }
  },
  close: (page) => page.context().close()
}

/** Starts the browser; each window has a host of its own, so that captures opened by one test are not there in the next. */
export async function launchWeb(): Promise<LaunchedApp> {
  if (!existsSync(SERVE)) throw new Error('the app is not built: npm run build')
  const { findChromium } = (await import(pathToFileURL(join(ROOT, 'scripts/lib/find-chromium.mjs')).href)) as { findChromium(): string | null }
  const executablePath = findChromium()
  if (executablePath === null) throw new Error('no Chromium or Chrome found; set RECLAIMSCOPE_CHROMIUM')
  const { serveWeb } = (await import(pathToFileURL(SERVE).href)) as ServeModule
  // Nothing of what the tests do stays on the machine.
  const data = mkdtempSync(join(tmpdir(), 'reclaimscope-e2e-'))
  process.env.RECLAIMSCOPE_DATA = data
  const faults: string[] = []
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--force-color-profile=srgb'] })
  const hosts: { close(): Promise<void> }[] = []
  return {
    open: async (options = {}) => {
      if (options.url !== undefined) return openPage(browser, options.url, options, faults)
      // Each window begins with the settings of nobody.
      rmSync(join(data, 'profile.json'), { force: true })
      const host = await serveWeb({ onFault: (method, thrown) => faults.push(`${method}: ${String(thrown)}`) })
      hosts.push(host)
      return openPage(browser, host.url, options, faults)
    },
    close: async () => {
      await browser.close()
      for (const host of hosts) await host.close()
      rmSync(data, { recursive: true, force: true })
    }
  }
}

async function openPage(browser: Browser, url: string, options: WindowOptions, faults: string[]): Promise<AppWindow> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1440, height: options.height ?? 900 }, colorScheme: options.theme ?? 'light', reducedMotion: 'reduce', acceptDownloads: true
  })
  const page = await context.newPage()
  const problems = watchPage(page, faults)
  await page.goto(url)
  const window = new AppWindow(page, problems, webWindow)
  await page.locator('#app > .window').waitFor()
  return window
}
