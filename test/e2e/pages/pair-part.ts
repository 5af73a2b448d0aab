/** The second capture of the comparison: choice, alignment, table. */
import type { Locator, Page } from 'playwright-core'

export class PairPart {
  readonly second: Locator
  readonly alignment: Locator
  readonly offset: Locator
  readonly predict: Locator
  readonly table: Locator

  constructor(page: Page) {
    const bar = page.getByRole('group', { name: 'Second capture' })
    this.second = bar.getByLabel('Second capture')
    this.alignment = bar.getByLabel('aligned by')
    this.offset = bar.getByRole('spinbutton')
    this.predict = bar.getByRole('button', { name: /^Predict / })
    this.table = page.getByRole('region', { name: 'Table of two recordings' })
  }

  async choose(name: string): Promise<void> {
    await this.second.selectOption({ label: name })
  }

  async alignBy(title: string): Promise<void> {
    await this.alignment.selectOption({ label: title })
  }

  /** Titles of what the two can be aligned by. */
  ways(): Promise<string[]> {
    return this.alignment.locator('option').allInnerTexts()
  }

  /** Cells of a metric's row, its name first. */
  row(title: string): Promise<string[]> {
    return this.table.getByRole('row', { name: new RegExp(`^${title}`) }).first().locator('th, td').allInnerTexts()
  }
}
