/**
 * Every view in both themes and at both sizes: pictures to look at, accessibility rules, nothing cut off.
 * Ordinary runs take one theme per size; `RECLAIMSCOPE_ALL_LOOKS=1` takes all four combinations.
 */
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { AppWindow } from './pages/app-window'
import { captureFiles, SCREENSHOTS } from './support/launch'
import { layoutFindings } from './support/layout-findings'
import { watchedApp } from './support/watched-app'

const app = watchedApp()

const SIZES = [{ width: 1440, height: 900 }, { width: 1024, height: 700 }] as const
const THEMES = ['light', 'dark'] as const
const COMBINATIONS = SIZES.flatMap((size) => THEMES.map((theme) => ({ ...size, theme })))
const LOOKS = process.env['RECLAIMSCOPE_ALL_LOOKS'] === '1' ? COMBINATIONS : COMBINATIONS.filter(({ width, theme }) => (width === 1440) === (theme === 'light'))

/** Takes a picture and returns what is wrong with the view. */
async function inspect(window: AppWindow, name: string): Promise<string[]> {
  await window.page.waitForTimeout(250)
  await window.page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) })
  const findings = (await window.axeFindings()).map(({ id, help, targets }) => `${name}: ${id} (${help}) at ${targets.slice(0, 3).join(', ')}`)
  const overflow = await window.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  findings.push(...(await layoutFindings(window.page)).map((finding) => `${name}: ${finding}`))
  return overflow > 0 ? [...findings, `${name}: ${overflow} px wider than the window`] : findings
}

/** The same view in the other theme: its picture, contrast, and that its charts are drawn again. */
async function inspectOtherTheme(window: AppWindow, name: string, theme: 'light' | 'dark'): Promise<string[]> {
  const other = theme === 'light' ? 'dark' : 'light'
  await window.page.emulateMedia({ colorScheme: other })
  await window.page.waitForTimeout(350)
  const look = `${name}-${other}`
  await window.page.screenshot({ path: join(SCREENSHOTS, `${look}.png`) })
  const findings = [...(await window.axeFindings(['color-contrast'])).flatMap(({ id, targets }) => targets.slice(0, 3).map((target) => `${id} at ${target}`)), ...(await layoutFindings(window.page))]
  await window.page.emulateMedia({ colorScheme: theme })
  return findings.map((finding) => `${look}: ${finding}`)
}

describe.each(LOOKS)('at $width × $height in $theme', ({ width, height, theme }) => {
  it('every view is readable and follows the accessibility rules', async () => {
    const window = await app.open({ width, height, theme })
    const look = `${theme}-${width}x${height}`
    const found: string[] = []
    found.push(...(await inspect(window, `start-${look}`)))
    found.push(...(await inspectOtherTheme(window, `start-${width}x${height}`, theme)))
    await window.dropContents([{ name: 'shopping.txt', base64: Buffer.from('milk\n').toString('base64') }])
    await window.errorCard().waitFor()
    found.push(...(await inspect(window, `error-${look}`)))
    await window.errorCard().getByRole('button', { name: /^Dismiss/ }).click()

    await window.drop(captureFiles())
    await window.capture.charts.drawn()
    found.push(...(await inspect(window, `capture-${look}`)))
    found.push(...(await inspectOtherTheme(window, `capture-${width}x${height}`, theme)))
    await window.capture.page.locator('.content').evaluate((content) => content.scrollTo(0, content.scrollHeight))
    found.push(...(await inspect(window, `statistics-${look}`)))
    await window.goTo('Configurations')
    await window.configs.duplicate('mm')
    await window.configs.type('FIFO depth', '-1')
    found.push(...(await inspect(window, `configurations-${look}`)))
    found.push(...(await inspectOtherTheme(window, `configurations-${width}x${height}`, theme)))
    await window.goTo('Compare')
    found.push(...(await inspect(window, `compare-empty-${look}`)))
    await window.compare.chooseRuns(5)
    await window.compare.run()
    await window.compare.charts.hover(1, 0.4)
    found.push(...(await inspect(window, `compare-${look}`)))
    found.push(...(await inspectOtherTheme(window, `compare-${width}x${height}`, theme)))
    await window.compare.charts.drag(0, 0.3, 0.45)
    await window.page.waitForTimeout(400)
    found.push(...(await inspect(window, `compare-zoomed-${look}`)))
    await window.compare.showAs('Overlay')
    found.push(...(await inspect(window, `compare-overlay-${look}`)))
    await window.compare.showAs('Difference')
    found.push(...(await inspect(window, `compare-difference-${look}`)))
    await window.compare.showAs('Side by side')
    await window.compare.table.scrollIntoViewIfNeeded()
    await window.page.locator('.content').evaluate((content) => content.scrollTo(0, content.scrollHeight))
    found.push(...(await inspect(window, `compare-table-${look}`)))
    const dialog = await window.compare.openDetail('CPU 0')
    await dialog.locator('canvas').waitFor()
    found.push(...(await inspect(window, `chart-${look}`)))
    await window.page.keyboard.press('Escape')
    await window.goTo('Report')
    found.push(...(await inspect(window, `report-${look}`)))
    found.push(...(await inspectOtherTheme(window, `report-${width}x${height}`, theme)))
    await window.page.keyboard.press('?')
    found.push(...(await inspect(window, `help-${look}`)))
    await window.page.keyboard.press('Escape')
    await window.page.keyboard.press('Control+Comma')
    found.push(...(await inspect(window, `settings-${look}`)))
    expect(found).toEqual([])
  })

  it('the Sweep page too', async () => {
    const window = await app.open({ width, height, theme })
    await window.start.sample.click()
    await window.capture.charts.drawn()
    await window.goTo('Sweep')
    await window.sweep.field('FIFO depth').fill('24, 4096')
    await window.sweep.chooseRuns(1)
    await window.sweep.run()
    expect([...(await inspect(window, `sweep-${theme}-${width}x${height}`)), ...(await inspectOtherTheme(window, `sweep-${width}x${height}`, theme))]).toEqual([])
  })
})

describe('what is wrong with a layout', () => {
  it('is found: text that is cut or beyond the window, text over text, a chart without ink', async () => {
    const window = await app.open()
    expect(await layoutFindings(window.page)).toEqual([])
    await window.page.evaluate(() => {
      const layer = document.createElement('div')
      layer.innerHTML = '<p>a cut text</p><p>below</p><p>above</p><p>beyond the window</p><div aria-label="empty"><canvas width="20" height="20"></canvas></div>'
      Object.assign(layer.style, { position: 'fixed', inset: '0', zIndex: '99', background: 'white' })
      const place = (index: number, style: Partial<CSSStyleDeclaration>): void => void Object.assign((layer.children[index] as HTMLElement).style, { position: 'absolute', whiteSpace: 'nowrap', ...style })
      place(0, { left: '10px', top: '10px', width: '20px', overflow: 'hidden' })
      place(1, { left: '10px', top: '60px' })
      place(2, { left: '15px', top: '64px' })
      place(3, { left: `${innerWidth - 10}px`, top: '100px' })
      document.body.append(layer)
    })
    expect(await layoutFindings(window.page)).toEqual(["'a cut text' is cut off", "'beyond the window' is cut off", "'below' and 'above' lie over each other", "the chart 'empty' is blank"])
  })
})
