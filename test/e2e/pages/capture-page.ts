/** Overview of a capture. */
import type { Locator, Page } from 'playwright-core'
import { ChartGridPart } from './chart-grid'

export class CapturePage {
  readonly page: Page
  readonly charts: ChartGridPart
  readonly facts: Locator
  readonly episodes: Locator
  readonly fit: Locator

  constructor(page: Page) {
    this.page = page
    this.charts = new ChartGridPart(page)
    this.facts = page.getByRole('complementary', { name: 'About this capture' })
    this.episodes = page.getByRole('region', { name: 'Reclaim episodes' })
    this.fit = page.getByRole('button', { name: 'Fit', exact: true })
  }

  /** Cells of a row of the statistics, its name first. They are measured while they are looked at. */
  async statistics(row: string): Promise<string[]> {
    const table = this.page.getByRole('region', { name: 'Statistics table' })
    await table.scrollIntoViewIfNeeded()
    return table.getByRole('row', { name: new RegExp(`^${row}`) }).locator('th, td').allInnerTexts()
  }

  async fact(label: string): Promise<string> {
    return this.facts.locator('dl > div', { has: this.page.locator('dt', { hasText: new RegExp(`^${label}$`) }) }).locator('dd').innerText()
  }
}
