/** Tables whose columns nobody knows: asked about in a dialog, remembered, forgotten. */
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { SCREENSHOTS } from './support/launch'
import { watchedApp } from './support/watched-app'

const app = watchedApp()

const rows = Array.from({ length: 40 }, (_, index) => `${1000 + index * 250};${20_000 - index * 10};${index * 7};x`)
const TABLE = { name: 'werte.csv', base64: Buffer.from(`tick;frei;ausgelagert;bemerkung\n${rows.join('\n')}\n`).toString('base64') }

it.each([['light', 1440, 900], ['dark', 1024, 700]] as const)('an unknown table is asked about and opened by keyboard alone, %s', async (theme, width, height) => {
  const window = await app.open({ theme, width, height })
  const { page } = window
  await window.dropContents([TABLE])
  const dialog = page.getByRole('dialog', { name: 'What do the columns of werte.csv mean?' })
  await dialog.waitFor()
  expect(await dialog.getByLabel('What tick holds').inputValue()).toBe('time')
  const open = dialog.getByRole('button', { name: 'Open' })
  expect([await open.isDisabled(), await dialog.getByRole('status').innerText()]).toEqual([true, 'Choose at least one column that holds a counter.'])
  await dialog.getByLabel('What frei holds').focus()
  await page.keyboard.press('a')
  await page.keyboard.press('Tab')
  await page.keyboard.type('nr_free_pages')
  await dialog.getByLabel('Unit of the time').selectOption('ms')
  expect((await dialog.getByRole('region', { name: 'Preview' }).innerText()).replace(/\s+/g, ' ')).toContain('time, s nr_free_pages 0.000 20000 0.250 19990')
  expect(await window.axeFindings()).toEqual([])
  await page.screenshot({ path: join(SCREENSHOTS, `columns-${theme}.png`) })
  await dialog.getByLabel('Counter that frei holds').focus()
  await page.keyboard.press('Enter')
  await dialog.waitFor({ state: 'detached' })
  await window.tab('werte.csv').waitFor()

  // Known from now on, until it is forgotten in the settings.
  await window.dropContents([{ ...TABLE, name: 'mehr.csv' }])
  await window.tab('mehr.csv').waitFor()
  await page.keyboard.press('Control+Comma')
  await page.screenshot({ path: join(SCREENSHOTS, `columns-settings-${theme}.png`) })
  await page.getByRole('button', { name: 'Forget the columns tick, frei, ausgelagert, bemerkung' }).click()
  await page.keyboard.press('Escape')
  await window.dropContents([{ ...TABLE, name: 'wieder.csv' }])
  await page.getByRole('dialog', { name: 'What do the columns of wieder.csv mean?' }).waitFor()
  await page.keyboard.press('Escape')
  expect([await window.tab('wieder.csv').count(), await window.errorCard().count()]).toEqual([0, 0])
})
