/** Prints a page with a browser of this machine, headless, in a profile of its own. Never through a shell. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { excerpt, type AppError } from '../../shared/errors'
import { fail, ok, type Result } from '../../shared/result'
import { findBrowser } from './find-browser'
import { pdfFailed, pdfFromHtml, type PrintJob } from './pdf-from-html'

export interface PrintOptions {
  readonly signal?: AbortSignal | undefined
  /** Path of the browser; without it one is looked for. */
  readonly browser?: string
  /** Default 60 000. */
  readonly limitMs?: number
}

const LIMIT_MS = 60_000
const MAX_OUTPUT = 10_000

/** The report as PDF. Fails with `PDF_NO_BROWSER`, `PDF_FAILED` (also when it takes too long) or `CANCELLED`. */
export async function printWithBrowser(html: string, options: PrintOptions = {}): Promise<Result<Uint8Array, AppError>> {
  const browser = options.browser === undefined ? findBrowser() : ok(options.browser)
  return browser.ok ? pdfFromHtml(html, (job) => runBrowser(browser.value, job, options)) : browser
}

/** The report holds no script and may fetch nothing; the browser keeps its sandbox and is told to stay off the network all the same. */
function browserArguments({ htmlPath, pdfPath, folder }: PrintJob): string[] {
  return [
    '--headless', '--disable-gpu', '--no-first-run', '--no-default-browser-check', '--disable-extensions', '--disable-sync', '--disable-background-networking', '--disable-component-update',
    `--user-data-dir=${join(folder, 'profile')}`, '--no-pdf-header-footer', `--print-to-pdf=${pdfPath}`, pathToFileURL(htmlPath).href
  ]
}

function runBrowser(browser: string, job: PrintJob, { signal, limitMs = LIMIT_MS }: PrintOptions): Promise<Result<null, AppError>> {
  const limit = AbortSignal.timeout(limitMs)
  const stop = signal === undefined ? limit : AbortSignal.any([signal, limit])
  return new Promise((resolve) => {
    const child = spawn(browser, browserArguments(job), { stdio: ['ignore', 'ignore', 'pipe'], windowsHide: true, signal: stop, killSignal: 'SIGKILL' })
    let words = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => { words = (words + text).slice(-MAX_OUTPUT) })
    const end = (why: string | null): void => {
      if (signal?.aborted === true) resolve(fail({ code: 'CANCELLED', message: 'The export was cancelled.' }))
      else if (limit.aborted) resolve(fail(pdfFailed(`no end after ${limitMs / 1000} s`)))
      else resolve(why === null ? ok(null) : fail(pdfFailed(excerpt(why, 200))))
    }
    child.on('error', (error) => end(error.message))
    child.on('exit', (exitCode) => end(exitCode === 0 ? null : `exit code ${exitCode ?? 'none'} ${words.trim().split('\n').at(-1) ?? ''}`.trim()))
  })
}
