/** The first screen. */
import type { Locator, Page } from 'playwright-core'

export class StartPage {
  readonly title: Locator
  readonly sample: Locator
  readonly open: Locator
  readonly chooser: Locator

  constructor(page: Page) {
    this.title = page.getByRole('heading', { name: 'What would kcompressd change?' })
    this.sample = page.getByRole('button', { name: 'See it work with a sample' })
    this.open = page.getByRole('button', { name: 'Open files…' })
    this.chooser = page.locator('input[type="file"]')
  }
}
