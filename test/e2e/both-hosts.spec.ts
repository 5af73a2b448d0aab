/** The same page objects on both hosts: the way from a recording to a report, and what a page may not do. Electron where there is one. */
import { describe, expect, it } from 'vitest'
import { BRIDGE_NAME } from '../../src/shared/rpc/electron-bridge'
import { whyNoElectron } from './support/launch-electron'
import { watchedApp } from './support/watched-app'

const obstacle = whyNoElectron()
if (obstacle !== null) console.log(`Tests in Electron are skipped: ${obstacle}.`)

describe.each([{ kind: 'web' as const }, { kind: 'electron' as const }].filter(({ kind }) => kind === 'web' || obstacle === null))('on $kind', ({ kind }) => {
  const app = watchedApp(kind)

  it('opens files, replays them and exports a report', async () => {
    const window = await app.openCapture()
    expect(await window.capture.charts.rows()).toEqual(expect.arrayContaining(['CPU 0', 'pgsteal_anon', 'allocstall']))
    await window.compare.chooseRuns(1)
    await window.compare.run()
    expect(await window.compare.charts.columns()).toEqual(['observed', 'off', 'zram-v1', 'mm'])
    await window.goTo('Report')
    const html = await window.download(() => window.report.exportAs('HTML'))
    expect([html.name.endsWith('.html'), html.text.includes('<svg')]).toEqual([true, true])
    const json = await window.download(() => window.report.exportAs('JSON'))
    expect(JSON.parse(json.text)).toMatchObject({ schema: 'reclaimscope.comparison/1', baseline: 'off' })
  })

  it('opens the sample and saves a chart', async () => {
    const window = await app.openSample()
    const dialog = await window.compare.openDetail('pgsteal_anon')
    const csv = await window.download(() => dialog.getByRole('button', { name: 'Save CSV' }).click())
    expect(csv.text).toMatch(/^time s,/)
  })

  it('refuses what is no trace, and stays usable', async () => {
    const window = await app.open()
    await window.dropContents([{ name: 'shopping.txt', base64: Buffer.from('milk\n').toString('base64') }])
    await window.errorCard().waitFor()
    expect(await window.errorCard().innerText()).toContain('shopping.txt')
    expect(await window.start.sample.isEnabled()).toBe(true)
  })

  it('works by keyboard: help, search, theme', async () => {
    const window = await app.open({ theme: 'dark' })
    expect(await window.page.locator('html').getAttribute('data-theme')).toBe('dark')
    await window.page.keyboard.press('F1')
    await window.page.getByRole('dialog', { name: 'Help' }).getByRole('heading', { name: 'First steps' }).waitFor()
    await window.page.keyboard.press('Escape')
    await window.page.keyboard.press('Control+KeyK')
    await window.page.getByRole('dialog').waitFor()
    await window.page.keyboard.type('replay')
    await window.page.getByRole('option', { name: /^Replay\s+No capture is open\.$/ }).waitFor()
    expect(await window.axeFindings()).toEqual([])
    await window.page.keyboard.press('Escape')
    expect(await window.axeFindings()).toEqual([])
  })

  it('copies text to the clipboard', async () => {
    const window = await app.open()
    if (kind === 'web') await window.page.context().grantPermissions(['clipboard-write'])
    await window.page.getByRole('button', { name: 'Copy', exact: true }).click()
    await window.page.getByText('Copied.').waitFor()
  })

  it('gives the page nothing of Node', async () => {
    const window = await app.open()
    expect(await window.page.evaluate(() => ['process', 'require', 'module', 'Buffer', 'electron', '__dirname'].filter((name) => name in globalThis))).toEqual([])
  })
})

describe.skipIf(obstacle !== null)('in Electron', () => {
  const app = watchedApp('electron')

  it('the page is the app\'s own and has exactly the bridge of its preload, from inside the sandbox', async () => {
    const window = await app.open()
    expect(window.page.url()).toBe('app://reclaimscope/index.html')
    const bridge = await window.page.evaluate((name) => Object.keys((globalThis as unknown as Record<string, object>)[name] ?? {}), BRIDGE_NAME)
    expect(bridge.sort()).toEqual(['addFiles', 'connect', 'disconnect', 'dragOut', 'send'])
  })

  it('the page opens no window and goes nowhere', async () => {
    const window = await app.open()
    const address = window.page.url()
    expect(await window.page.evaluate(() => globalThis.open('app://reclaimscope/index.html') === null)).toBe(true)
    await window.page.evaluate(() => { location.href = 'about:blank' })
    await window.page.waitForTimeout(500)
    expect(window.page.url()).toBe(address)
    expect(await window.start.title.isVisible()).toBe(true)
  })
})
