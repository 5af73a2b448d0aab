/** Recent files: of the command line by path, of a browser as long as the program lives. By mouse and by keyboard. */
import { cpSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { captureFiles, SCREENSHOTS } from './support/launch'
import { serveCli, type ServedProgram } from './support/serve-cli'
import { watchedApp } from './support/watched-app'

const app = watchedApp()
let folder: string
let program: ServedProgram | null = null
let files: string[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reclaimscope-recents-'))
  files = captureFiles().map((path) => join(folder, basename(path)))
  captureFiles().forEach((path, index) => cpSync(path, files[index]!))
})
afterEach(async () => {
  await program?.end()
  program = null
  rmSync(folder, { recursive: true, force: true })
})

async function start(opened: readonly string[] = [], size: { width?: number; height?: number; theme?: 'dark' } = {}) {
  await program?.end()
  program = await serveCli(join(folder, 'data'), opened)
  return app.open({ url: program.url, ...size })
}

it('settings last over programs, each of which has an address of its own', async () => {
  const first = await start()
  await first.page.keyboard.press('Control+Comma')
  await first.page.getByRole('dialog', { name: 'Settings' }).getByLabel('Theme').selectOption('dark')
  await first.page.keyboard.press('Escape')
  await first.page.waitForTimeout(300)
  await first.page.goto('about:blank')
  const second = await start()
  await second.start.title.waitFor()
  expect(await second.page.locator('html').getAttribute('data-theme')).toBe('dark')
  await second.page.goto('about:blank')
})

describe('recent files', () => {
  it('of the command line are opened again by the next program, with the keyboard alone', async () => {
    const first = await start(files)
    await first.capture.charts.drawn()
    const rows = await first.capture.charts.rows()
    await first.page.goto('about:blank')
    const second = await start([], { width: 1024, height: 700, theme: 'dark' })
    await second.start.recent(basename(folder)).waitFor()
    expect(await second.axeFindings()).toEqual([])
    await second.page.screenshot({ path: join(SCREENSHOTS, 'recents-dark-1024.png') })
    await second.start.recent(basename(folder)).focus()
    await second.page.keyboard.press('Enter')
    await second.capture.charts.drawn()
    expect(await second.capture.charts.rows()).toEqual(rows)
    await second.page.goto('about:blank')
  })

  it('that are not where they were are marked, and can be taken from the list', async () => {
    const first = await start(files)
    await first.capture.charts.drawn()
    await first.page.goto('about:blank')
    renameSync(files[0]!, `${files[0]!}.moved`)
    const second = await start()
    await second.start.recent(basename(folder)).waitFor()
    expect(await second.start.recent(basename(folder)).innerText()).toContain(`missing: ${basename(files[0]!)}`)
    await second.page.screenshot({ path: join(SCREENSHOTS, 'recents-missing.png') })
    await second.page.getByRole('button', { name: `Remove ${basename(folder)} from the list` }).click()
    await second.start.recents.waitFor({ state: 'detached' })
    await second.page.goto('about:blank')
  })

  it('that were dropped into a browser are opened again, until the program ends; then their files are to be chosen', async () => {
    const first = await start()
    await first.drop(files)
    await first.capture.charts.drawn()
    const name = await first.page.locator('.tab-name').innerText()
    await first.page.getByRole('button', { name: 'Reclaimscope' }).click()
    await first.start.recent(name).click()
    await first.page.waitForFunction(() => document.querySelectorAll('.tabs .tab').length === 2)
    await first.page.goto('about:blank')
    const second = await start()
    await second.start.recent(name).waitFor()
    expect(await second.start.recent(name).innerText()).toContain('choose files…')
    const choosing = second.page.waitForEvent('filechooser')
    await second.start.recent(name).click()
    await choosing
    await second.page.getByRole('button', { name: 'Clear the list' }).click()
    await second.start.recents.waitFor({ state: 'detached' })
    await second.page.goto('about:blank')
  })
})
