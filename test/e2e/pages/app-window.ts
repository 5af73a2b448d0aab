/** The window as a user meets it: what is on every page. */
import { basename } from 'node:path'
import { readFileSync } from 'node:fs'
import axe from 'axe-core'
import type { Download, Locator, Page } from 'playwright-core'
import { CapturePage } from './capture-page'
import { ComparePage } from './compare-page'
import { ConfigsPage } from './configs-page'
import { ReportPage } from './report-page'
import { StartPage } from './start-page'

export interface AxeFinding {
  readonly id: string
  readonly help: string
  readonly targets: readonly string[]
}

export class AppWindow {
  readonly page: Page
  /** Everything that should not have happened so far. */
  readonly problems: () => readonly string[]
  readonly start: StartPage
  readonly capture: CapturePage
  readonly compare: ComparePage
  readonly configs: ConfigsPage
  readonly report: ReportPage
  readonly status: Locator

  constructor(page: Page, problems: () => readonly string[]) {
    this.page = page
    this.problems = problems
    this.start = new StartPage(page)
    this.capture = new CapturePage(page)
    this.compare = new ComparePage(page)
    this.configs = new ConfigsPage(page)
    this.report = new ReportPage(page)
    this.status = page.locator('footer.status')
  }

  /** Drops files onto the window, as a drag from a file manager does. */
  async drop(paths: readonly string[]): Promise<void> {
    await this.dropContents(paths.map((path) => ({ name: basename(path), base64: readFileSync(path).toString('base64') })))
  }

  async dropContents(files: readonly { readonly name: string; readonly base64: string }[]): Promise<void> {
    const transfer = await this.page.evaluateHandle((contents) => {
      const made = new DataTransfer()
      for (const { name, base64 } of contents) made.items.add(new File([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))], name))
      return made
    }, files)
    for (const type of ['dragenter', 'dragover', 'drop']) await this.page.dispatchEvent('#app', type, { dataTransfer: transfer })
    await transfer.dispose()
  }

  /** Goes to a page of the open capture. */
  async goTo(title: 'Capture' | 'Configurations' | 'Compare' | 'Report'): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: title }).click()
  }

  tab(name: string): Locator {
    return this.page.getByRole('navigation', { name: 'Captures' }).getByRole('button', { name, exact: true })
  }

  errorCard(): Locator {
    return this.page.getByRole('alert')
  }

  /** Starts a download by an action and waits for it. */
  async download(action: () => Promise<void>): Promise<{ readonly name: string; readonly text: string }> {
    const waiting = this.page.waitForEvent('download')
    await action()
    const download: Download = await waiting
    return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') }
  }

  /** Accessibility rules broken by what is on screen. */
  async axeFindings(): Promise<AxeFinding[]> {
    await this.page.evaluate(axe.source)
    return this.page.evaluate(async () => {
      const run = (window as unknown as { axe: { run(options: object): Promise<{ violations: { id: string; help: string; nodes: { target: string[] }[] }[] }> } }).axe.run
      const { violations } = await run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] })
      return violations.map(({ id, help, nodes }) => ({ id, help, targets: nodes.map((node) => node.target.join(' ')) }))
    })
  }

  async close(): Promise<void> {
    await this.page.context().close()
  }
}
