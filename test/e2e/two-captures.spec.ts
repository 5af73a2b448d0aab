/** Two recordings beside each other, with the mouse and with the keyboard alone. */
import { describe, expect, it } from 'vitest'
import type { AppWindow } from './pages/app-window'
import { captureFiles } from './support/launch'
import { watchedApp } from './support/watched-app'

const app = watchedApp()
let window: AppWindow

/** The sample and, dropped as files, the tests' capture; the sample in view. */
async function openTwo(): Promise<{ readonly first: string; readonly second: string }> {
  window = await app.openSample()
  const heading = window.page.getByRole('heading', { level: 1 })
  const first = await heading.innerText()
  await window.drop(captureFiles())
  await expect.poll(() => heading.innerText()).not.toBe(first)
  await window.capture.charts.drawn()
  const second = await heading.innerText()
  await window.page.keyboard.press('KeyQ')
  await expect.poll(() => heading.innerText()).toBe(first)
  return { first, second }
}

describe('two recordings', () => {
  it('stand beside each other, are aligned, subtracted, and the one is predicted from the other', async () => {
    const { first, second } = await openTwo()
    await window.goTo('Compare')
    const { pair, charts } = window.compare
    await pair.choose(second)
    await charts.drawn()
    expect(await charts.columns()).toEqual([first, second])
    expect(await pair.ways()).toEqual(expect.arrayContaining(['start of capture', 'first pressure']))
    await pair.alignBy('start of capture')
    const aligned = await charts.readouts()
    await pair.offset.fill('-2')
    await window.page.keyboard.press('Tab')
    await expect.poll(() => charts.readouts()).not.toEqual(aligned)
    expect(await pair.alignment.inputValue()).toBe('hand')
    await pair.alignBy('start of capture')

    await window.compare.showAs('Difference')
    expect(await charts.columns()).toEqual([second])
    expect(await pair.row('kswapd CPU time')).toHaveLength(4)

    await window.compare.chooseRuns(5)
    await pair.predict.click()
    await window.compare.finished()
    await window.compare.showAs('Prediction')
    expect(await charts.columns()).toEqual([first, second, 'observed', 'predicted'])
    const cells = await pair.row('kswapd CPU time')
    expect(cells).toHaveLength(8)
    expect(cells[5]).toMatch(/^\[.*\] [●○]$/)
    expect(cells[6]).toMatch(/[↑↓→]/)
  })

  it('work with the keyboard alone', async () => {
    const { second } = await openTwo()
    await window.page.keyboard.press('Digit2')
    const { pair } = window.compare
    await pair.second.focus()
    await window.page.keyboard.type(second)
    await expect.poll(() => window.compare.charts.columns()).toHaveLength(2)
    await window.page.locator('.grid[role="group"]').focus()
    const before = Number(await pair.offset.inputValue())
    await window.page.keyboard.press('Period')
    await expect.poll(async () => Number(await pair.offset.inputValue())).toBeLessThan(before)
    await window.page.keyboard.press('Comma')
    await expect.poll(async () => Number(await pair.offset.inputValue())).toBeCloseTo(before, 3)
    expect(await window.axeFindings()).toEqual([])
  })

  it('a second capture can be opened where it is chosen', async () => {
    window = await app.openSample()
    await window.goTo('Compare')
    const chooser = window.page.waitForEvent('filechooser')
    await window.compare.pair.choose('Open files…')
    await (await chooser).setFiles(captureFiles())
    await expect.poll(() => window.compare.charts.columns()).toHaveLength(2)
    expect(await window.page.getByRole('navigation', { name: 'Captures' }).locator('[aria-current="page"]').count()).toBe(1)
  })
})
