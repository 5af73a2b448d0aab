/** The pictures of the user guide and of the README, of the bundled sample. `scripts/make-guide-pictures.mjs` copies them to their places. */
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { AppWindow } from './pages/app-window'
import { SCREENSHOTS } from './support/launch'
import { watchedApp } from './support/watched-app'

const app = watchedApp()
const SIZE = { width: 1180, height: 700 }
const LARGE = { width: 1440, height: 900 }

async function picture(window: AppWindow, name: string, prefix: 'guide' | 'readme' = 'guide'): Promise<void> {
  await window.page.waitForTimeout(400)
  const bytes = await window.page.screenshot({ path: join(SCREENSHOTS, `${prefix}-${name}.png`) })
  expect(bytes.length).toBeGreaterThan(10_000)
}

/** A larger one in a theme; afterwards the window is as before. */
async function largePicture(window: AppWindow, name: string, colorScheme: 'light' | 'dark'): Promise<void> {
  await window.page.setViewportSize(LARGE)
  await window.page.emulateMedia({ colorScheme })
  await window.page.waitForTimeout(600)
  await picture(window, name, 'readme')
  await window.page.emulateMedia({ colorScheme: 'light' })
  await window.page.setViewportSize(SIZE)
}

it('every page that the guide shows can be shown', async () => {
  const window = await app.open(SIZE)
  await picture(window, 'start')
  await window.start.sample.click()
  await window.capture.charts.drawn()
  await picture(window, 'capture')
  await window.compare.chooseRuns(5)
  await window.compare.run()
  await window.compare.charts.hover(1, 0.7)
  await picture(window, 'compare')
  await largePicture(window, 'compare', 'light')
  await window.compare.charts.hover(1, 0.7)
  await window.compare.showAs('Overlay')
  await picture(window, 'overlay')
  await window.compare.table.scrollIntoViewIfNeeded()
  await window.page.locator('section.metrics').evaluate((section) => section.scrollIntoView({ block: 'start' }))
  await picture(window, 'table')
  await window.goTo('Report')
  await picture(window, 'report')
  await window.goTo('Sweep')
  await window.sweep.field('Threads').fill('1, 2, 4')
  await window.sweep.field('FIFO depth').fill('24, 256, 4096')
  await window.sweep.chooseRuns(1)
  await window.sweep.run()
  await picture(window, 'sweep')
  await largePicture(window, 'sweep', 'dark')
  await window.goTo('Configurations')
  await window.configs.duplicate('mm')
  await picture(window, 'configurations')
})
