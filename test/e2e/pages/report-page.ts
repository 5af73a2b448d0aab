/** Findings and exports. */
import type { Locator, Page } from 'playwright-core'

export class ReportPage {
  readonly page: Page
  readonly findings: Locator
  readonly written: Locator

  constructor(page: Page) {
    this.page = page
    this.findings = page.locator('.findings li')
    this.written = page.getByRole('status', { name: 'Exported files' })
  }

  async exportAs(format: 'HTML' | 'CSV' | 'JSON'): Promise<void> {
    await this.page.getByRole('button', { name: `Export ${format}` }).click()
  }
}
