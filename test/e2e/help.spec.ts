/** The help: guide, reference, licences. */
import { describe, expect, it } from 'vitest'
import { watchedApp } from './support/watched-app'

const app = watchedApp()

describe('the help', () => {
  it('opens with the guide, whose pictures are drawn and whose links lead to other chapters', async () => {
    const window = await app.open()
    await window.page.keyboard.press('F1')
    const help = window.page.getByRole('dialog', { name: 'Help' })
    const picture = help.getByRole('img').first()
    await picture.waitFor()
    await window.page.waitForFunction(() => [...document.querySelectorAll('dialog img')].every((image) => (image as HTMLImageElement).naturalWidth > 500))
    expect(await window.axeFindings()).toEqual([])
    await help.getByRole('button', { name: 'Read the capture' }).last().click()
    await help.getByRole('heading', { name: 'Read the capture' }).waitFor()
    expect(await help.getByRole('navigation').locator('[aria-current="page"]').innerText()).toBe('Read the capture')
  })

  it('explains metrics, fields and limits, and finds them by words', async () => {
    const window = await app.open()
    await window.page.keyboard.press('F1')
    const help = window.page.getByRole('dialog', { name: 'Help' })
    for (const topic of ['Metrics', 'Configuration fields', 'Device description', 'Limits of the model']) {
      await help.getByRole('button', { name: topic, exact: true }).click()
      await help.getByRole('heading', { name: topic }).waitFor()
      expect(await help.getByText(/^Source: /).count(), topic).toBeGreaterThan(10)
      expect(await window.axeFindings(), topic).toEqual([])
    }
    await help.getByRole('button', { name: 'Configuration fields', exact: true }).click()
    await help.getByRole('textbox', { name: 'Search Configuration fields' }).fill('fifo depth')
    expect(await help.locator('dt').count()).toBe(1)
    expect(await help.locator('dt').innerText()).toContain('kcompressd.fifoEntries')
    await window.page.keyboard.press('Escape')
    expect(await help.count()).toBe(0)
  })

  it('shows versions and the licences of everything in the app', async () => {
    const window = await app.open()
    await window.page.keyboard.press('?')
    const help = window.page.getByRole('dialog', { name: 'Help' })
    expect(await help.getByRole('heading', { name: 'Keyboard and pointer' }).count()).toBe(1)
    await help.getByRole('button', { name: 'About and licences' }).click()
    const notices = help.getByLabel('Licence notices')
    await notices.filter({ hasText: 'echarts' }).waitFor()
    expect(await notices.innerText()).toMatch(/vue-echarts \d.*\(MIT\)[^]*Apache License/)
    expect(await help.innerText()).toMatch(/version\s+\d+\.\d+\.\d+/)
    expect(await window.axeFindings()).toEqual([])
  })
})
