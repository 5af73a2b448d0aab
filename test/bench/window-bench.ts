/** The window in a real browser: start, first overview, frames while panning and zooming, first numbers of a comparison. Wall-clock times. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { median, type BenchOptions, type Row } from './timing'
import { frameRow, measureFloor, measureFrames } from './window-frames'
import { writeFtrace, writeSlices } from './window-captures'

const TRACE_MB = 100
const SLICES = 10_000_000
const LONGEST_MS = 300_000
/** The baseline and five others. */
const CONFIGURATIONS = 6

interface Host {
  readonly url: string
  close(): Promise<void>
}
type Serve = (options: { openFiles?: readonly string[] }) => Promise<Host>

/** Skipped, with the reason, where there is no browser. */
export async function benchWindow({ runs }: BenchOptions): Promise<Row[]> {
  const tools = await prepareTools()
  if (tools === null) return [{ job: 'window', ms: null, rate: 'skipped: no Chromium or Chrome found', peer: '', budget: '', isMet: null }]
  const { browser, serve } = tools
  const folder = mkdtempSync(join(tmpdir(), 'window-bench-'))
  try {
    const trace = writeFtrace(join(folder, 'trace.txt'), TRACE_MB)
    const slices = writeSlices(join(folder, 'slices'), SLICES)
    return [await startRow(browser, serve, runs), await overviewRow(browser, serve, trace), ...(await sliceRows(browser, serve, slices)), await comparisonRow(browser, serve)]
  } finally {
    await browser.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The current folder is the project's: `scripts/bench.mjs` sees to it. The app is built when it is not. */
async function prepareTools(): Promise<{ readonly browser: Browser; readonly serve: Serve } | null> {
  const load = (path: string): Promise<unknown> => import(pathToFileURL(resolve(path)).href)
  const { findChromium } = (await load('scripts/lib/find-chromium.mjs')) as { findChromium(): string | null }
  const executablePath = findChromium()
  if (executablePath === null) return null
  const { ensureBuilt } = (await load('scripts/lib/build.mjs')) as { ensureBuilt(): Promise<unknown> }
  await ensureBuilt()
  const { serveWeb } = (await load('out/main/serve.js')) as { serveWeb: Serve }
  const { chromium } = (await load('node_modules/playwright-core/index.mjs')) as typeof import('playwright-core')
  return { browser: await chromium.launch({ executablePath, args: ['--no-sandbox'] }), serve: serveWeb }
}

/** Opens the app on files and does something with its page. */
async function withPage<T>(browser: Browser, serve: Serve, openFiles: readonly string[], work: (page: Page, startedMs: number) => Promise<T>): Promise<T> {
  const startedMs = performance.now()
  const host = await serve({ openFiles })
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  try {
    const page = await context.newPage()
    page.setDefaultTimeout(LONGEST_MS)
    await page.goto(host.url)
    return await work(page, startedMs)
  } finally {
    await context.close()
    await host.close()
  }
}

async function startRow(browser: Browser, serve: Serve, runs: number): Promise<Row> {
  const times: number[] = []
  for (let run = 0; run < runs; run++) {
    times.push(await withPage(browser, serve, [], async (page, startedMs) => {
      await page.getByRole('button', { name: 'See it work with a sample' }).click({ trial: true })
      return performance.now() - startedMs
    }))
  }
  const ms = median(times)
  return { job: 'window: start to interactive', ms, rate: `median of ${runs}`, peer: '', budget: '1500 ms', isMet: ms <= 1500 }
}

const firstChart = (page: Page): Promise<void> => page.locator('[data-plot] canvas').first().waitFor()

async function overviewRow(browser: Browser, serve: Serve, trace: string): Promise<Row> {
  const ms = await withPage(browser, serve, [trace], async (page, startedMs) => {
    await firstChart(page)
    return performance.now() - startedMs
  })
  return { job: `window: first overview of ${TRACE_MB} MB of ftrace text`, ms, rate: `${(TRACE_MB / (ms / 1000)).toFixed(0)} MB/s, start included`, peer: '', budget: '3000 ms', isMet: ms <= 3000 }
}

/** Opens ten million slices, then zooms and pans with the keyboard and the wheel. */
function sliceRows(browser: Browser, serve: Serve, slices: string): Promise<Row[]> {
  return withPage(browser, serve, [slices], async (page, startedMs) => {
    await firstChart(page)
    const openMs = performance.now() - startedMs
    await page.waitForTimeout(3000)
    const opened: Row = { job: `window: first overview of ${SLICES / 1e6} M slices`, ms: openMs, rate: `${(SLICES / 1e6 / (openMs / 1000)).toFixed(1)} M slices/s`, peer: '', budget: '', isMet: null }
    await page.locator('[data-plot]').first().hover()
    const floor = await measureFloor(browser)
    const zoom = await measureFrames(browser, page, async () => {
      for (const key of ['KeyW', 'KeyW', 'KeyW', 'KeyW', 'KeyW', 'KeyW', 'KeyS', 'KeyS', 'KeyS', 'KeyW', 'KeyW', 'KeyS']) await press(page, key)
    })
    const pan = await measureFrames(browser, page, async () => {
      for (let step = 0; step < 16; step++) await press(page, step < 8 ? 'KeyD' : 'KeyA')
    })
    return [opened, frameRow(`window: zoom of ${SLICES / 1e6} M slices`, zoom, floor), frameRow(`window: pan of ${SLICES / 1e6} M slices`, pan, floor)]
  })
}

/** Every other key comes so late that its new data are drawn before the next. */
async function press(page: Page, key: string): Promise<void> {
  await page.keyboard.press(key)
  await page.waitForTimeout(/[WD]$/.test(key) ? 60 : 600)
}

async function comparisonRow(browser: Browser, serve: Serve): Promise<Row> {
  return withPage(browser, serve, [], async (page) => {
    await page.getByRole('button', { name: 'See it work with a sample' }).click()
    await firstChart(page)
    const choices = page.locator('section.configs input[type="checkbox"]')
    for (let index = 0; index < CONFIGURATIONS; index++) await choices.nth(index).check()
    const replayedMs = performance.now()
    await page.getByRole('region', { name: 'Replay' }).getByRole('button', { name: 'Replay' }).click()
    await page.getByRole('region', { name: 'Metrics table' }).waitFor()
    const firstMs = performance.now() - replayedMs
    await page.locator('footer.status').getByText(/^replay \d+\/\d+ runs$/).waitFor()
    const lastMs = performance.now() - replayedMs
    return { job: `window: first numbers of ${CONFIGURATIONS} configurations`, ms: firstMs, rate: `all runs after ${lastMs.toFixed(0)} ms`, peer: '', budget: 'before the last', isMet: firstMs < lastMs }
  })
}
