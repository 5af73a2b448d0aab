/** Configurations as cards, and the editor of one. */
import type { Locator, Page } from 'playwright-core'

export class ConfigsPage {
  readonly page: Page
  readonly editor: Locator
  readonly undo: Locator
  readonly redo: Locator

  constructor(page: Page) {
    this.page = page
    this.editor = page.locator('section.editor')
    this.undo = page.getByRole('button', { name: 'Undo', exact: true })
    this.redo = page.getByRole('button', { name: 'Redo', exact: true })
  }

  /** Ids of the user's own, top first. */
  own(): Promise<string[]> {
    return this.page.getByRole('region', { name: /^Own/ }).locator('.card strong').allInnerTexts()
  }

  async duplicate(id: string): Promise<void> {
    await this.page.getByRole('button', { name: `Duplicate ${id}`, exact: true }).click()
  }

  /** What a card says that its configuration changes. */
  summary(id: string): Promise<string> {
    return this.page.locator('.card', { has: this.page.locator('strong', { hasText: new RegExp(`^${id}$`) }) }).locator('.summary').innerText()
  }

  field(title: string): Locator {
    return this.editor.getByLabel(title, { exact: true })
  }

  async type(title: string, text: string): Promise<void> {
    await this.field(title).fill(text)
    await this.page.keyboard.press('Tab')
  }
}
