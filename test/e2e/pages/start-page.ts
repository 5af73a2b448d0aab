/** The first screen. */
import type { Locator, Page } from 'playwright-core'

export class StartPage {
  readonly title: Locator
  readonly sample: Locator
  readonly open: Locator
  readonly chooser: Locator
  readonly recents: Locator

  constructor(page: Page) {
    this.title = page.getByRole('heading', { name: 'What would kcompressd change?' })
    this.sample = page.getByRole('button', { name: 'See it work with a sample' })
    this.open = page.getByRole('button', { name: 'Open files…' })
    this.chooser = page.locator('input[type="file"]')
    this.recents = page.getByRole('region', { name: 'Recent captures and projects' })
  }

  /** The entry of that name; it opens what it names. */
  recent(name: string): Locator {
    return this.recents.locator('button.entry', { has: this.recents.page().getByText(name, { exact: true }) })
  }
}
