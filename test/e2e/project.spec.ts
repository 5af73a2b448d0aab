/** Projects: saved in one window, opened in another that knows nothing of the first. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { AppWindow } from './pages/app-window'
import { captureFiles, SCREENSHOTS } from './support/launch'
import { serveCli } from './support/serve-cli'
import { watchedApp } from './support/watched-app'

const app = watchedApp()

/** Replays the tests' capture, writes a note, zooms, and saves; gives the path of the project. */
async function savedProject(embed: boolean, window?: AppWindow): Promise<{ path: string; columns: string[]; row: string[]; rulers: string[] }> {
  window ??= await app.openCapture()
  await window.capture.charts.hover(0, 0.4)
  await window.page.mouse.down()
  await window.page.mouse.up()
  await window.page.keyboard.press('KeyN')
  await window.page.getByRole('textbox', { name: /^Note at/ }).fill('kswapd falls <behind>')
  await window.page.keyboard.press('Tab')
  await window.compare.chooseRuns(1)
  await window.compare.run()
  await window.compare.charts.drag(0, 0.2, 0.6)
  await window.page.getByRole('button', { name: 'Pin kswapd CPU time' }).click()
  const [columns, row, rulers] = [await window.compare.charts.columns(), await window.compare.row('kswapd CPU time'), await window.compare.charts.rulers()]
  if (embed) {
    await window.goTo('Report')
    await window.page.getByRole('checkbox', { name: /^with the recordings in it/ }).check()
    await window.goTo('Compare')
  }
  await window.page.waitForTimeout(50)
  const path = await keep(window, () => window.page.keyboard.press('Control+KeyS'))
  return { path, columns, row, rulers }
}

/** The tests' capture with a device file of its own: the bundled sample would be found on every machine. */
function recording(): { name: string; base64: string }[] {
  return captureFiles().map((path) => ({ name: basename(path), base64: Buffer.concat([readFileSync(path), Buffer.from(path.endsWith('device.json') ? '\n' : '')]).toString('base64') }))
}

async function keep(window: AppWindow, action: () => Promise<void>): Promise<string> {
  const waiting = window.page.waitForEvent('download')
  await action()
  const download = await waiting
  const path = join(tmpdir(), `e2e-${process.pid}-${download.suggestedFilename()}`)
  writeFileSync(path, readFileSync(await download.path()))
  return path
}

let machines: { readonly end: () => Promise<void> }[] = []

/** Another program with a data folder of its own: it has seen nothing of what was opened here. */
async function anotherMachine(): Promise<{ readonly url: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'e2e-machine-'))
  const program = await serveCli(folder)
  machines.push({ end: async () => {
    await program.end()
    rmSync(folder, { recursive: true, force: true })
  } })
  return program
}

afterAll(async () => {
  for (const machine of machines) await machine.end()
  machines = []
})

describe('a project', () => {
  it('with the recordings in it opens on another machine to the same view, without replaying', async () => {
    const first = await app.open()
    await first.dropContents(recording())
    await first.capture.charts.drawn()
    const { path, columns, row, rulers } = await savedProject(true, first)
    const { url } = await anotherMachine()
    const other = await app.open({ url })
    await other.drop([path])
    await other.compare.charts.drawn()
    expect(await other.compare.charts.columns()).toEqual(columns)
    expect(await other.compare.row('kswapd CPU time')).toEqual(row)
    expect((await other.compare.metrics())[0]).toBe('kswapd CPU time')
    expect(await other.compare.charts.rulers()).toEqual(rulers)
    expect(await other.page.title()).toMatch(/^e2e-.*\.reclaimscope – Reclaimscope$/)
    await other.page.screenshot({ path: join(SCREENSHOTS, 'project-opened.png') })
    await other.goTo('Report')
    await other.page.getByText('kswapd falls <behind>').waitFor()
    const report = await other.download(() => other.report.exportAs('HTML'))
    expect(report.text).toContain('<bdi>kswapd falls &lt;behind&gt;</bdi>')
    await other.goTo('Configurations')
    await other.configs.duplicate('mm')
    expect(await other.page.title()).toMatch(/^• /)
    expect(await other.page.getByRole('button', { name: /has changes that are not saved$/ }).count()).toBe(1)
  })

  it('without them asks for each by its contents, refuses others, and then shows the same', async () => {
    const first = await app.open()
    await first.dropContents(recording())
    await first.capture.charts.drawn()
    const { path, columns } = await savedProject(false, first)
    const other = await app.open({ width: 1024, height: 700, theme: 'dark' })
    await other.drop([path])
    const dialog = other.page.getByRole('dialog', { name: 'Captures that the project does not hold' })
    await dialog.waitFor()
    await other.page.screenshot({ path: join(SCREENSHOTS, 'project-missing-dark-1024.png') })
    expect((await other.axeFindings())).toEqual([])
    const chooser = other.page.getByLabel('Choose files of the capture')
    // Waited for before the key: the browser hands choosers over a moment after it is asked to.
    const asked = other.page.waitForEvent('filechooser')
    await dialog.getByRole('button', { name: /^Locate/ }).focus()
    await other.page.keyboard.press('Enter')
    await (await asked).setFiles({ name: 'other.txt', mimeType: 'text/plain', buffer: Buffer.from('no such thing') })
    await dialog.getByText('None of the chosen files is the one that the project names.').waitFor()
    await chooser.setInputFiles(recording().map(({ name, base64 }) => ({ name: `moved-${name}`, mimeType: 'text/plain', buffer: Buffer.from(base64, 'base64') })))
    await other.compare.charts.drawn()
    expect(await other.compare.charts.columns()).toEqual(columns)
    expect(await dialog.count()).toBe(0)
  })

  it('of the first version opens as it was', async () => {
    const other = await app.open()
    await other.drop([join(import.meta.dirname, '../fixtures/projects/version-1.reclaimscope')])
    await other.tab('trace.txt').waitFor()
    expect([await other.compare.configuration('off').isChecked(), await other.compare.configuration('mm').isChecked(), await other.compare.configuration('zram-v1').isChecked()]).toEqual([true, true, false])
    await other.goTo('Capture')
    await expect.poll(() => other.page.getByRole('textbox', { name: /^Note/ }).inputValue()).toBe('written by version 1')
    expect(await other.capture.fit.isEnabled()).toBe(true)
  })

  it('that is damaged is refused and leaves what is open; results that are not saved are asked about', async () => {
    const { path } = await savedProject(false)
    const other = await app.openSample()
    const bytes = readFileSync(path)
    const broken = `${path}.broken.reclaimscope`
    writeFileSync(broken, bytes.subarray(0, bytes.length - 9))
    await other.drop([broken])
    await other.errorCard().first().waitFor()
    expect(await other.errorCard().first().innerText()).toContain('The project file breaks off.')
    expect(await other.capture.charts.root.isVisible()).toBe(true)
    await other.compare.chooseRuns(1)
    await other.compare.run()
    await other.drop([path, ...captureFiles()])
    const dialog = other.page.getByRole('dialog', { name: /^Open e2e-/ })
    await dialog.waitFor()
    await other.page.screenshot({ path: join(SCREENSHOTS, 'project-unsaved.png') })
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    expect(await dialog.count()).toBe(0)
    await other.drop([path, ...captureFiles()])
    await dialog.getByRole('button', { name: 'Open without saving' }).click()
    await expect.poll(() => other.page.title()).toMatch(/^e2e-/)
    expect(await other.page.getByRole('navigation', { name: 'Captures' }).getByRole('button', { name: /^Close/ }).count()).toBe(1)
  })
})
