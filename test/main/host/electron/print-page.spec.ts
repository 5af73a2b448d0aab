/** Printing in the desktop app: a hidden window without script that is gone afterwards. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { printPage, type PrintParts } from '../../../../src/main/host/electron/print-page'
import { createElectronMock } from '../../../support/electron-mock'

let folder: string
let electron: ReturnType<typeof createElectronMock>
const print = (name: string) => printPage(electron as unknown as PrintParts, join(folder, 'report.html'), join(folder, name))

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'print-page-'))
  await writeFile(join(folder, 'report.html'), '<!doctype html>the report')
  electron = createElectronMock()
})
afterEach(() => rm(folder, { recursive: true, force: true }))

describe('the printing window', () => {
  it('is hidden, sandboxed and runs no script', async () => {
    await print('r.pdf')
    expect(electron.windows[0]?.options).toMatchObject({ show: false, webPreferences: { javascript: false, sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false } })
    expect(electron.windows[0]?.options).not.toHaveProperty('webPreferences.preload')
  })

  it('has a session of its own, without permissions, that gives the report only while it is printed', async () => {
    const seen: Promise<string>[] = []
    electron.app.once('web-contents-created', () => {
      for (const own of electron.partitions.values()) seen.push(own.handlers.get('app')!().text())
    })
    await print('r.pdf')
    const [own] = [...electron.partitions.values()]
    expect(await Promise.all(seen)).toEqual(['<!doctype html>the report'])
    expect(electron.windows[0]?.options).toMatchObject({ webPreferences: { session: own } })
    expect([own?.handlers.size, own?.check?.(null, 'media', 'app://reclaimscope/', { isMainFrame: true })]).toEqual([0, false])
  })

  it('writes the page with its colours in the size that the report asks for, and goes', async () => {
    await print('r.pdf')
    expect(electron.windows[0]).toMatchObject({ loaded: ['app://reclaimscope/index.html'], shown: false, destroyed: true })
    expect(await readFile(join(folder, 'r.pdf'), 'utf8')).toBe('%PDF-fake {"printBackground":true,"preferCSSPageSize":true,"landscape":true}')
  })

  it('goes, too, when printing or writing fails', async () => {
    await expect(print('no/such/folder.pdf')).rejects.toThrow('ENOENT')
    electron.app.once('web-contents-created', (_event: unknown, contents: { printFails: boolean }) => { contents.printFails = true })
    await expect(print('r.pdf')).rejects.toThrow('Failed to generate PDF')
    expect(electron.windows.map(({ destroyed }) => destroyed)).toEqual([true, true])
  })
})
