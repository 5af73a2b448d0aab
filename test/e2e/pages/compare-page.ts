/** Configurations side by side. */
import type { Locator, Page } from 'playwright-core'
import { ChartGridPart } from './chart-grid'
import { PairPart } from './pair-part'

export class ComparePage {
  readonly page: Page
  readonly charts: ChartGridPart
  readonly pair: PairPart
  readonly replay: Locator
  readonly cancel: Locator
  readonly table: Locator

  constructor(page: Page) {
    this.page = page
    this.charts = new ChartGridPart(page)
    this.pair = new PairPart(page)
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
    await this.finished()
  }

  async finished(): Promise<void> {
    await this.page.locator('footer.status').getByText(/^replay \d+\/\d+ runs$/).waitFor({ timeout: 90_000 })
    await this.charts.drawn()
  }

  /** Cells of a metric's row, its name first. */
  row(title: string): Promise<string[]> {
    return this.table.getByRole('row', { name: new RegExp(`^Pin ${title}`) }).first().locator('th, td').allInnerTexts()
  }

  /** Side by side, laid over each other, or as differences. */
  async showAs(mode: 'Side by side' | 'Overlay' | 'Difference' | 'Prediction'): Promise<void> {
    await this.page.getByRole('group', { name: 'Compare as' }).getByRole('button', { name: mode }).click()
    await this.charts.drawn()
  }

  /** Shows or hides an optional row. */
  async toggleRow(title: string): Promise<void> {
    const menu = this.page.locator('details.rows')
    await menu.locator('summary').click()
    await menu.getByRole('checkbox', { name: title }).click()
    await this.page.keyboard.press('Escape')
  }

  /** Titles of the metrics, top first. */
  metrics(): Promise<string[]> {
    return this.table.locator('tbody button.name').allInnerTexts()
  }

  async openDetail(name: string): Promise<Locator> {
    const button = this.page.getByRole('button', { name: `Open chart: ${name}` }).first()
    await button.focus()
    await this.page.keyboard.press('Enter')
    return this.page.getByRole('dialog')
  }
}
