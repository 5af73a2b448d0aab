/** Many configurations over one capture. */
import type { Locator, Page } from 'playwright-core'

export class SweepPage {
  readonly page: Page
  readonly form: Locator
  readonly runButton: Locator
  readonly cancel: Locator
  readonly goOn: Locator
  readonly table: Locator
  readonly message: Locator

  constructor(page: Page) {
    this.page = page
    this.form = page.getByRole('form', { name: 'Sweep' })
    this.runButton = page.getByRole('button', { name: 'Run sweep' })
    this.cancel = page.getByRole('button', { name: 'Cancel sweep' })
    this.goOn = page.getByRole('button', { name: 'Go on' })
    this.table = page.getByRole('region', { name: 'Table of combinations' })
    this.message = page.locator('.opened .message')
  }

  field(title: string): Locator {
    return this.form.getByRole('textbox', { name: title })
  }

  async addField(title: string): Promise<void> {
    await this.form.getByLabel('Add a field').selectOption({ label: title })
  }

  async constrain(text: string): Promise<void> {
    await this.form.getByRole('combobox', { name: 'Constraint 1' }).fill(text)
    await this.page.keyboard.press('Tab')
  }

  async chooseRuns(count: number): Promise<void> {
    await this.form.getByLabel(/^Runs of/).selectOption(String(count))
  }

  /** Runs and waits for the end. */
  async run(): Promise<void> {
    await this.runButton.click()
    await this.finished()
  }

  async finished(): Promise<void> {
    await this.page.getByRole('region', { name: 'Progress of the sweep' }).waitFor({ state: 'detached', timeout: 110_000 })
    await this.table.waitFor()
  }

  best(): Promise<string> {
    return this.page.getByRole('heading', { name: /^(★ )?Best: |^No combination/ }).innerText()
  }

  /** Rows of the table, cell by cell, without the references. */
  async rows(): Promise<string[][]> {
    const rows = await this.table.locator('tbody tr:not(.reference)').all()
    return Promise.all(rows.map((row) => row.locator('th, td').allInnerTexts()))
  }

  chart(heading: 'Heat map' | 'Trade-off'): Locator {
    return this.page.locator('.chart-panel', { has: this.page.getByRole('heading', { name: heading }) })
  }

  readout(heading: 'Heat map' | 'Trade-off'): Promise<string> {
    return this.chart(heading).locator('.readout').innerText()
  }
}
