/** Small multiples on one time axis. */
import type { Locator, Page } from 'playwright-core'

export class ChartGridPart {
  readonly page: Page
  readonly root: Locator

  constructor(page: Page) {
    this.page = page
    this.root = page.locator('.grid[role="group"]')
  }

  plots(): Locator {
    return this.root.locator('[data-plot]')
  }

  /** Titles of the columns, `observed` first. */
  columns(): Promise<string[]> {
    return this.root.locator('.head-title strong').allInnerTexts()
  }

  rows(): Promise<string[]> {
    return this.root.locator('.margin .name').allInnerTexts()
  }

  /** Values above the plots, in reading order. */
  readouts(): Promise<string[]> {
    return this.root.locator('.readout .value').allInnerTexts()
  }

  /** Time labels with their places, one text for each column. */
  rulers(): Promise<string[]> {
    return this.root.locator('svg.ruler').evaluateAll((rulers) => rulers.map((ruler) => [...ruler.querySelectorAll('text')].map((label) => `${label.textContent}@${label.getAttribute('x')}`).join(' ')))
  }

  cursorTime(): Promise<string> {
    return this.root.locator('.corner').innerText()
  }

  /** Waits until every plot has its picture. */
  async drawn(): Promise<void> {
    await this.plots().first().locator('canvas').waitFor({ timeout: 30_000 })
    await this.page.waitForTimeout(250)
  }

  async hover(plot: number, share: number): Promise<void> {
    const box = await this.box(plot)
    await this.page.mouse.move(box.x + box.width * share, box.y + box.height / 2)
  }

  async drag(plot: number, from: number, to: number): Promise<void> {
    const box = await this.box(plot)
    const y = box.y + box.height / 2
    await this.page.mouse.move(box.x + box.width * from, y)
    await this.page.mouse.down()
    await this.page.mouse.move(box.x + box.width * ((from + to) / 2), y)
    await this.page.mouse.move(box.x + box.width * to, y)
    await this.page.mouse.up()
  }

  async doubleClick(plot: number): Promise<void> {
    const box = await this.box(plot)
    await this.page.mouse.dblclick(box.x + box.width / 2, box.y + box.height / 2)
  }

  private async box(plot: number): Promise<{ x: number; y: number; width: number; height: number }> {
    await this.plots().nth(plot).scrollIntoViewIfNeeded()
    const box = await this.plots().nth(plot).boundingBox()
    if (box === null) throw new Error(`plot ${plot} is not on screen`)
    return box
  }
}
