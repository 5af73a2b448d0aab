/** A file that stands for the contents of a capture's pages: chosen, dropped, offered, used by the replay, gone back from. */
import { join } from 'node:path'
import type { Locator } from 'playwright-core'
import { compress } from 'lz4js'
import { describe, expect, it } from 'vitest'
import type { AppWindow } from './pages/app-window'
import { SCREENSHOTS } from './support/launch'
import { watchedApp } from './support/watched-app'

const app = watchedApp()
let window: AppWindow

/** Ten pages of zeros, ten of text and twenty of noise. */
function dump(): Buffer {
  const bytes = Buffer.alloc(40 * 4096)
  for (let i = 10 * 4096; i < 20 * 4096; i++) bytes[i] = 97 + ((i >> 4) % 23)
  let state = 7
  for (let i = 20 * 4096; i < bytes.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    bytes[i] = state >>> 24
  }
  return bytes
}

const panel = (): Locator => window.page.getByRole('region', { name: 'Page contents' })
const shares = (): Promise<string> => panel().getByRole('img', { name: /^Shares of pages/ }).getAttribute('aria-label').then((text) => (text ?? '').replaceAll('\u2009', ' '))
const OF_THE_DUMP = 'Shares of pages: zeros 25.0 %, another word repeated 0.0 %, compressible 25.0 %, incompressible 50.0 %'
const givenFile = (name = 'heap.dump', bytes = dump()) => ({ name, mimeType: 'application/octet-stream', buffer: bytes })
const chooser = (): Locator => window.page.locator('input[aria-label="Choose a file of page contents"]')

describe('page contents', () => {
  it('come from a file that was chosen, also a packed one, and go back to the recording', async () => {
    window = await app.openSample()
    const before = await shares()
    expect(before).toMatch(/^Shares of pages: same-filled [\d.]+ %, compressible [\d.]+ %, incompressible [\d.]+ %$/)
    const [fileChooser] = await Promise.all([window.page.waitForEvent('filechooser'), panel().getByRole('button', { name: 'Use a file…' }).click()])
    await fileChooser.setFiles(givenFile('heap.dump.lz4', Buffer.from(compress(dump()))))
    await expect.poll(shares).toBe(OF_THE_DUMP)
    expect(await panel().innerText()).toContain('40 pages of heap.dump.lz4')
    await panel().getByRole('button', { name: 'Back to the recording' }).click()
    await expect.poll(shares).toBe(before)
  })

  it('are chosen and put back by keyboard alone', async () => {
    window = await app.openSample()
    const before = await shares()
    const command = async (words: string): Promise<void> => {
      await window.page.keyboard.press('Control+KeyK')
      await window.page.getByRole('dialog').waitFor()
      await window.page.keyboard.type(words)
      await window.page.keyboard.press('Enter')
    }
    const [fileChooser] = await Promise.all([window.page.waitForEvent('filechooser'), command('Use page contents from a file')])
    await fileChooser.setFiles(givenFile())
    await expect.poll(shares).toBe(OF_THE_DUMP)
    await command('page contents that the recording')
    await expect.poll(shares).toBe(before)
  })

  it('come from a file dropped onto them; the panel shows that while files are dragged', async () => {
    window = await app.openSample()
    const transfer = await window.page.evaluateHandle((base64) => {
      const made = new DataTransfer()
      made.items.add(new File([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))], 'heap.dump'))
      return made
    }, dump().toString('base64'))
    await window.page.dispatchEvent('#app', 'dragenter', { dataTransfer: transfer })
    await panel().scrollIntoViewIfNeeded()
    expect(await panel().getByText('Drop here to use a file as page contents').isVisible()).toBe(true)
    await window.page.screenshot({ path: join(SCREENSHOTS, 'page-contents-drag.png') })
    await window.page.dispatchEvent('.pages h2', 'drop', { dataTransfer: transfer })
    await expect.poll(shares).toBe(OF_THE_DUMP)
    expect(await panel().getByText('Drop here to use a file as page contents').isVisible()).toBe(false)
    expect(await window.errorCard().count()).toBe(0)
  })

  it('are not taken from a dropped file that is no trace unless the user says so', async () => {
    window = await app.openSample()
    const before = await shares()
    await window.dropContents([{ name: 'heap.dump', base64: dump().toString('base64') }])
    const card = window.errorCard()
    await card.waitFor()
    expect(await card.innerText()).toContain('The file is no trace. Its bytes can stand for the contents of the pages of')
    expect(await shares()).toBe(before)
    await window.page.screenshot({ path: join(SCREENSHOTS, 'page-contents-offer.png') })
    await card.getByRole('button', { name: 'Use as page contents' }).click()
    await expect.poll(shares).toBe(OF_THE_DUMP)
    expect(await window.errorCard().count()).toBe(0)
  })

  it('of a file without a page are refused with what was found', async () => {
    window = await app.openSample()
    await chooser().setInputFiles(givenFile('short.bin', Buffer.from('short')))
    await window.errorCard().waitFor()
    expect(await window.errorCard().innerText()).toMatch(/Use the contents of short\.bin: failed[\s\S]*The file holds no whole page[\s\S]*5 bytes/)
  })
})

describe('results', () => {
  it('say that they rest on other contents, are replayed again on request, and name the file in the report', async () => {
    window = await app.openSample()
    await window.compare.chooseRuns(1)
    await window.compare.run()
    const stale = window.page.getByRole('status').filter({ hasText: 'These results were replayed with the page contents that the recording tells.' })
    expect(await stale.count()).toBe(0)
    const before = await window.compare.table.innerText()
    await chooser().setInputFiles(givenFile())
    await stale.waitFor()
    await window.page.screenshot({ path: join(SCREENSHOTS, 'page-contents-stale.png') })
    expect(await window.axeFindings()).toEqual([])
    await stale.getByRole('button', { name: 'Replay again' }).click()
    await stale.waitFor({ state: 'detached' })
    await window.compare.finished()
    expect(await window.compare.table.innerText()).not.toBe(before)
    await window.goTo('Report')
    const html = await window.download(() => window.report.exportAs('HTML'))
    expect(html.text).toContain('40 pages of heap.dump, compressed one by one')
    const json = await window.download(() => window.report.exportAs('JSON'))
    expect(JSON.parse(json.text)).toMatchObject({ capture: { pages: { name: 'heap.dump', bytes: 163_840 } } })
  })

  it('of a file survive a reload of the page', async () => {
    window = await app.openSample()
    await chooser().setInputFiles(givenFile())
    await expect.poll(shares).toBe(OF_THE_DUMP)
    await window.page.waitForTimeout(1500)
    await window.page.reload()
    await panel().waitFor()
    expect(await shares()).toBe(OF_THE_DUMP)
  })
})

it.each([['light', 1440, 900], ['dark', 1024, 700]] as const)('the panel follows the accessibility rules in %s at %i × %i', async (theme, width, height) => {
  window = await app.openSample({ theme, width, height })
  for (const name of ['recorded', 'file']) {
    if (name === 'file') await chooser().setInputFiles(givenFile())
    if (name === 'file') await expect.poll(shares).toBe(OF_THE_DUMP)
    await panel().scrollIntoViewIfNeeded()
    await window.page.screenshot({ path: join(SCREENSHOTS, `page-contents-${name}-${theme}-${width}x${height}.png`) })
    expect(await window.axeFindings()).toEqual([])
  }
})
