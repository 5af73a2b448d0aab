/** The window as a user meets it: what is on every page. */
import { basename } from 'node:path'
import { readFileSync } from 'node:fs'
import axe from 'axe-core'
import type { Locator, Page } from 'playwright-core'
import type { GivenFile, SavedFile, WindowHost } from '../support/window-host'
import { CapturePage } from './capture-page'
import { ComparePage } from './compare-page'
import { ConfigsPage } from './configs-page'
import { ReportPage } from './report-page'
import { StartPage } from './start-page'
import { SweepPage } from './sweep-page'

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
  readonly sweep: SweepPage
  readonly status: Locator

  readonly #host: WindowHost

  constructor(page: Page, problems: () => readonly string[], host: WindowHost) {
    this.page = page
    this.#host = host
    this.problems = problems
    this.start = new StartPage(page)
    this.capture = new CapturePage(page)
    this.compare = new ComparePage(page)
    this.configs = new ConfigsPage(page)
    this.report = new ReportPage(page)
    this.sweep = new SweepPage(page)
    this.status = page.locator('footer.status')
  }

  /** Drops files onto the window, as a drag from a file manager does. */
  async drop(paths: readonly string[]): Promise<void> {
    await this.dropContents(paths.map((path) => ({ name: basename(path), base64: readFileSync(path).toString('base64') })))
  }

  dropContents(files: readonly GivenFile[]): Promise<void> {
    return this.#host.give(this.page, files)
  }

  /** Goes to a page of the open capture. */
  async goTo(title: 'Capture' | 'Configurations' | 'Compare' | 'Sweep' | 'Report'): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name: title }).click()
  }

  tab(name: string): Locator {
    return this.page.getByRole('navigation', { name: 'Captures' }).getByRole('button', { name, exact: true })
  }

  errorCard(): Locator {
    return this.page.getByRole('alert')
  }

  /** Starts a download or an export by an action and waits for its file. */
  download(action: () => Promise<void>): Promise<SavedFile> {
    return this.#host.save(this.page, action)
  }

  /** Accessibility rules broken by what is on screen: all, or only those named. */
  async axeFindings(rules: readonly string[] = []): Promise<AxeFinding[]> {
    await this.page.evaluate(axe.source)
    return this.page.evaluate(async (only) => {
      const run = (window as unknown as { axe: { run(options: object): Promise<{ violations: { id: string; help: string; nodes: { target: string[] }[] }[] }> } }).axe.run
      const { violations } = await run({ runOnly: only.length > 0 ? only : ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] })
      return violations.map(({ id, help, nodes }) => ({ id, help, targets: nodes.map((node) => node.target.join(' ')) }))
    }, rules)
  }

  close(): Promise<void> {
    return this.#host.close(this.page)
  }
}
