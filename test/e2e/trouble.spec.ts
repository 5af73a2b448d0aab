import { describe, expect, it } from 'vitest'
import type { AppWindow } from './pages/app-window'
import { watchedApp } from './support/watched-app'

const app = watchedApp()
let window: AppWindow

const base64 = (text: string): string => Buffer.from(text).toString('base64')

/** Makes uploads slow, so that their progress can be seen. */
async function slowDown(bytesPerSecond: number): Promise<void> {
  const session = await window.page.context().newCDPSession(window.page)
  await session.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: bytesPerSecond })
}

describe('refused input', () => {
  it('says what is wrong and keeps what was open', async () => {
    window = await app.openCapture()
    await window.dropContents([{ name: 'shopping.txt', base64: base64('milk\nbread\n') }])
    const card = window.errorCard()
    await card.waitFor()
    expect(await card.innerText()).toMatch(/Open shopping\.txt: failed/)
    expect(await card.innerText()).toMatch(/What to do/)
    expect(await window.capture.charts.plots().count()).toBeGreaterThan(3)
    await card.getByRole('button', { name: /^Dismiss/ }).click()
    await card.waitFor({ state: 'detached' })
  })

  it.each([
    ['an empty file', 'empty.txt', ''],
    ['binary junk', 'junk.bin', Buffer.from(Array.from({ length: 2000 }, (_, index) => (index * 37) % 251)).toString('latin1')],
    ['a broken archive', 'trace.txt.gz', '\x1f\x8b\x08\x00broken']
  ])('shows a card for %s on the start page', async (_what, name, text) => {
    window = await app.open()
    await window.dropContents([{ name, base64: Buffer.from(text, 'latin1').toString('base64') }])
    const card = window.errorCard()
    await card.waitFor()
    expect(await card.innerText()).toContain(`Open ${name}: failed`)
    expect(await window.start.sample.isVisible()).toBe(true)
  })
})

describe('long work', () => {
  it('shows its phase and its bytes, and can be cancelled', async () => {
    window = await app.open()
    await slowDown(150_000)
    await window.dropContents([{ name: 'big.txt', base64: base64('x'.repeat(900_000)) }])
    const cancel = window.page.getByRole('button', { name: 'Cancel', exact: true })
    await cancel.waitFor({ timeout: 5000 })
    expect(await window.page.getByRole('progressbar').count()).toBe(1)
    await cancel.click()
    await cancel.waitFor({ state: 'detached', timeout: 1000 })
    expect(await window.errorCard().count()).toBe(0)
    expect(await window.start.title.isVisible()).toBe(true)
  })
})

describe('the drop overlay', () => {
  it('names what can be dropped and goes when the drag leaves', async () => {
    window = await app.open()
    const transfer = await window.page.evaluateHandle(() => {
      const made = new DataTransfer()
      made.items.add(new File(['x'], 'x.txt'))
      return made
    })
    await window.page.dispatchEvent('#app', 'dragenter', { dataTransfer: transfer })
    await window.page.dispatchEvent('.window', 'dragenter', { dataTransfer: transfer })
    await window.page.dispatchEvent('#app', 'dragleave', { dataTransfer: transfer })
    expect(await window.page.getByText('Drop to open').isVisible()).toBe(true)
    await window.page.dispatchEvent('.window', 'dragleave', { dataTransfer: transfer })
    expect(await window.page.getByText('Drop to open').count()).toBe(0)
  })
})

describe('the keyboard', () => {
  it('reaches everything: help, search, pages, configurations', async () => {
    window = await app.open()
    await window.page.keyboard.press('?')
    expect(await window.page.getByRole('dialog').innerText()).toContain('Zoom in at the cursor')
    await window.page.keyboard.press('Escape')
    await window.start.sample.focus()
    await window.page.keyboard.press('Enter')
    await window.capture.charts.drawn()
    await window.page.keyboard.press('Digit2')
    await window.page.getByRole('heading', { name: 'Replay this capture under other configurations' }).waitFor()
    await window.compare.configuration('oppo').focus()
    await window.page.keyboard.press('Space')
    expect(await window.compare.configuration('oppo').isChecked()).toBe(true)
    await window.page.keyboard.press('Control+KeyK')
    await window.page.keyboard.type('report')
    await window.page.keyboard.press('Enter')
    await window.page.getByRole('heading', { name: 'No comparison to report yet' }).waitFor()
    expect(await window.page.getByText('synthetic sample').isVisible()).toBe(true)
  })

  it('moves the cursor through the charts', async () => {
    window = await app.openCapture()
    await window.capture.charts.root.focus()
    await window.page.keyboard.press('ArrowRight')
    const first = await window.capture.charts.cursorTime()
    await window.page.keyboard.press('Shift+ArrowRight')
    expect(await window.capture.charts.cursorTime()).not.toBe(first)
    await window.page.keyboard.press('Escape')
    expect(await window.capture.charts.cursorTime()).toBe('seconds')
  })
})
