/** What differs between the hosts for a test: how files come in, how a saved file arrives, how a window closes. */
import type { Page } from 'playwright-core'

export interface GivenFile {
  readonly name: string
  readonly base64: string
}

export interface SavedFile {
  readonly name: string
  readonly text: string
}

export interface WindowHost {
  /** Has the window open files as one capture, as a drag from a file manager does. */
  give(page: Page, files: readonly GivenFile[]): Promise<void>
  /** Starts a download or an export by an action and waits for its file. */
  save(page: Page, action: () => Promise<void>): Promise<SavedFile>
  close(page: Page): Promise<void>
}

export interface WindowOptions {
  readonly width?: number
  readonly height?: number
  readonly theme?: 'light' | 'dark'
  /** Of an app that another program serves (web host only). */
  readonly url?: string
}

/** Collects console errors and warnings, exceptions, policy violations and faults of the back end. */
export function watchPage(page: Page, faults: readonly string[]): () => readonly string[] {
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
