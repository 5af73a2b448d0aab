/** Configurations side by side. */
import type { Locator, Page } from 'playwright-core'
import { ChartGridPart } from './chart-grid'

export class ComparePage {
  readonly page: Page
  readonly charts: ChartGridPart
  readonly replay: Locator
  readonly cancel: Locator
  readonly table: Locator

  constructor(page: Page) {
    this.page = page
    this.charts = new ChartGridPart(page)
    this.replay = page.getByRole('region', { name: 'Replay' }).getByRole('button', { name: 'Replay' })
    this.cancel = page.getByRole('button', { name: 'Cancel replay' })
    this.table = page.getByRole('region', { name: 'Metrics table' })
  }

  async chooseRuns(count: number): Promise<void> {
    await this.page.getByLabel('Runs').selectOption(String(count))
  }

  configuration(id: string): Locator {
    return this.page.getByRole('checkbox', { name: new RegExp(`^${id}( |$)`) })
  }

  /** Replays and waits for the end. */
  async run(): Promise<void> {
    await this.replay.click()
    await this.page.locator('footer.status').getByText(/^replay \d+\/\d+ runs$/).waitFor({ timeout: 90_000 })
    await this.charts.drawn()
  }

  /** Cells of a metric's row, its name first. */
  row(title: string): Promise<string[]> {
    return this.table.getByRole('row', { name: new RegExp(`^${title}`) }).first().locator('th, td').allInnerTexts()
  }

  async openDetail(name: string): Promise<Locator> {
    const button = this.page.getByRole('button', { name: `Open chart: ${name}` }).first()
    await button.focus()
    await this.page.keyboard.press('Enter')
    return this.page.getByRole('dialog')
  }
}
