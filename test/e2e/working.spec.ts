/** A day's work: own configurations, ways to compare, notes, settings. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { AppWindow } from './pages/app-window'
import { launchApp, type LaunchedApp } from './support/launch'

let app: LaunchedApp
let window: AppWindow

beforeAll(async () => { app = await launchApp() })
afterAll(() => app.close())
afterEach(async () => {
  const problems = window.problems()
  await window.close()
  expect(problems).toEqual([])
})

async function openSample(): Promise<void> {
  window = await app.open()
  await window.start.sample.click()
  await window.capture.charts.drawn()
}

describe('own configurations', () => {
  it('are made from a preset, checked while they are edited, undone, replayed and kept', async () => {
    await openSample()
    await window.goTo('Configurations')
    const { configs } = window
    await configs.duplicate('mm')
    expect(await configs.own()).toEqual(['mm-2'])
    await configs.type('FIFO depth', '9999999')
    expect(await configs.editor.getByRole('alert').filter({ hasText: 'A whole number from 0 to' }).count()).toBe(1)
    expect(await configs.summary('mm-2')).toContain('FIFO depth 256')
    await configs.type('FIFO depth', '4096')
    await configs.field('Rotate written pages').check()
    expect(await configs.summary('mm-2')).toMatch(/FIFO depth 4096 · rotate written pages/)
    await configs.undo.click()
    expect(await configs.field('Rotate written pages').isChecked()).toBe(false)
    await window.page.keyboard.press('Control+Shift+KeyZ')
    expect(await configs.field('Rotate written pages').isChecked()).toBe(true)
    await configs.type('swappiness', '')
    await configs.type('Id', 'deep')
    expect(await configs.own()).toEqual(['deep'])
    await window.compare.chooseRuns(1)
    await window.compare.run()
    expect(await window.compare.charts.columns()).toEqual(['observed', 'off', 'zram-v1', 'mm', 'deep'])
    await window.page.reload()
    await window.page.getByRole('navigation', { name: 'Views' }).waitFor()
    expect(await window.compare.configuration('deep').isVisible()).toBe(true)
  })

  it('leave and come back as JSON; a wrong file is refused with its place', async () => {
    await openSample()
    await window.goTo('Configurations')
    const saved = await window.download(() => window.page.getByRole('button', { name: 'Export zram-v1 as JSON' }).click())
    expect(JSON.parse(saved.text)).toMatchObject({ schema: 'reclaimscope.config/1', id: 'zram-v1', kcompressd: { threads: 4 } })
    const chooser = window.page.locator('.configs input[type="file"]')
    await chooser.setInputFiles({ name: 'mine.json', mimeType: 'application/json', buffer: Buffer.from(saved.text) })
    await expect.poll(() => window.configs.own()).toEqual(['zram-v1-2'])
    await chooser.setInputFiles({ name: 'wrong.json', mimeType: 'application/json', buffer: Buffer.from('{"id":"x","kcompressd":{"threads":-1}}') })
    await window.errorCard().first().waitFor()
    const refusal = await window.errorCard().first().innerText()
    expect(refusal).toContain('wrong.json')
    expect(refusal).toContain('kcompressd.threads')
    expect(await window.configs.own()).toEqual(['zram-v1-2'])
  })
})

describe('ways to compare', () => {
  it('lay runs over each other, subtract the baseline, add rows and switch stalls to a logarithmic scale', async () => {
    await openSample()
    await window.compare.chooseRuns(1)
    await window.compare.run()
    const { charts } = window.compare
    await window.compare.toggleRow('queue depth')
    expect(await charts.rows()).toContain('queue depth')
    await window.page.getByRole('button', { name: 'log scale: allocstall' }).click()
    expect(await window.page.getByRole('button', { name: 'log scale: allocstall' }).getAttribute('aria-pressed')).toBe('true')
    await window.compare.showAs('Overlay')
    expect(await charts.columns()).toEqual(['observed', 'off', 'zram-v1', 'mm'])
    expect(await charts.root.locator('svg.ruler').count()).toBe(1)
    await window.compare.showAs('Difference')
    expect(await charts.columns()).toEqual(['zram-v1', 'mm'])
    expect((await charts.readouts())[0]).toMatch(/^mean [+−]?[\d.]/)
    const dialog = await window.compare.openDetail('Length of direct reclaims')
    await dialog.getByRole('button', { name: 'Table' }).click()
    expect(await dialog.getByRole('columnheader').allInnerTexts()).toEqual(expect.arrayContaining(['share %', 'observed ms', 'off ms']))
    expect(await dialog.getByRole('row').count()).toBe(12)
    await window.page.keyboard.press('Escape')
  })

  it('sort the table by a change, pin metrics, and copy it as Markdown', async () => {
    await openSample()
    await window.page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await window.compare.chooseRuns(1)
    await window.compare.run()
    const before = await window.compare.metrics()
    await window.page.getByRole('button', { name: 'Pin kswapd CPU time' }).click()
    expect((await window.compare.metrics())[0]).toBe('kswapd CPU time')
    await window.compare.table.getByRole('button', { name: 'change' }).last().click()
    expect(await window.compare.table.locator('th[aria-sort="descending"]').count()).toBe(1)
    expect(await window.compare.metrics()).not.toEqual(before)
    await window.page.getByRole('button', { name: 'Copy as Markdown' }).click()
    await window.page.getByText('Table copied.').waitFor()
    expect(await window.page.evaluate(() => navigator.clipboard.readText())).toMatch(/^\| metric \| observed \| off \(replayed\) \| fit error \|/)
  })
})

describe('the recording', () => {
  it('has episodes to jump to and statistics of what is visible', async () => {
    await openSample()
    const whole = await window.capture.statistics('pgsteal_anon')
    expect(whole.slice(2, 8).every((cell) => /\d/.test(cell))).toBe(true)
    await window.page.getByRole('button', { name: /^Show the episode at/ }).first().click()
    expect(await window.capture.fit.isEnabled()).toBe(true)
    await expect.poll(() => window.capture.statistics('pgsteal_anon')).not.toEqual(whole)
  })

  it('takes notes that are in the report and there again in the next window', async () => {
    await openSample()
    await window.capture.charts.hover(0, 0.4)
    await window.page.mouse.down()
    await window.page.mouse.up()
    await window.page.keyboard.press('KeyN')
    await window.page.getByRole('textbox', { name: /^Note at/ }).fill('kswapd falls behind')
    await window.page.keyboard.press('Tab')
    expect(await window.capture.charts.root.locator('svg.ruler .flag').count()).toBe(1)
    await window.compare.chooseRuns(1)
    await window.compare.run()
    await window.goTo('Report')
    await window.page.getByText('kswapd falls behind').waitFor()
  })
})

it('settings take effect at once and last', async () => {
  window = await app.open()
  await window.page.keyboard.press('Control+Comma')
  const dialog = window.page.getByRole('dialog', { name: 'Settings' })
  await dialog.getByLabel('Theme').selectOption('dark')
  await dialog.getByRole('checkbox', { name: 'zram memory' }).check()
  expect(await window.page.locator('html').getAttribute('data-theme')).toBe('dark')
  await window.page.keyboard.press('Escape')
  await window.page.reload()
  await window.start.sample.click()
  await window.capture.charts.drawn()
  expect(await window.page.locator('html').getAttribute('data-theme')).toBe('dark')
  expect(await window.capture.charts.rows()).toContain('zram memory')
})
