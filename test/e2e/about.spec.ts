/** About this trace: clocks of its files, what is missing, export. */
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { SCREENSHOTS } from './support/launch'
import { watchedApp } from './support/watched-app'

const app = watchedApp()
const base64 = (text: string): string => Buffer.from(text).toString('base64')
const line = (s: string, text: string): string => `         kswapd0-27      [000] .....   ${s}: ${text}\n`
const TRACE = { name: 'trace.txt', base64: base64(`# tracer: nop\n${line('100.000000', 'mm_vmscan_kswapd_wake: nid=0 order=0')}${line('102.000000', 'mm_vmscan_kswapd_sleep: nid=0')}`) }
const TABLE = { name: 'vmstat.csv', base64: base64('t,pgfree\n500.5,1\n501.5,2\n') }

it.each([['light', 1440, 900], ['dark', 1024, 700]] as const)('a file on another clock is moved by hand, with a warning before it falls out, %s', async (theme, width, height) => {
  const window = await app.open({ theme, width, height })
  const { page } = window
  await window.dropContents([TRACE, TABLE])
  await page.getByRole('button', { name: 'About this trace' }).click()
  const dialog = page.getByRole('dialog')
  const offset = dialog.getByLabel('Seconds added to the times of vmstat.csv')
  await offset.waitFor()
  expect(await dialog.innerText()).toMatch(/Nothing of it falls into the recording: it begins 6.min.\d+.s after it\./)
  expect(await dialog.innerText()).toContain('trace-cmd record -C boot')
  const move = dialog.getByRole('button', { name: 'Move the files' })
  expect(await move.isDisabled()).toBe(true)
  await offset.fill('-400')
  expect(await dialog.innerText()).not.toContain('falls into the recording')
  expect(await window.axeFindings()).toEqual([])
  await page.screenshot({ path: join(SCREENSHOTS, `about-${theme}.png`) })
  await offset.press('Enter')
  await dialog.waitFor({ state: 'detached' })
  await page.getByText('-400 s were added to the times of vmstat.csv, as told.').waitFor()
  await page.keyboard.press('i')
  await dialog.getByText('moved as told').waitFor()
  const { name } = await window.download(() => dialog.getByRole('button', { name: 'Export as CSV tables' }).click())
  expect(name).toMatch(/-tables\.zip$/)
})
