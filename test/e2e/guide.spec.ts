/** The pictures of the user guide, of the bundled sample. `scripts/make-guide-pictures.mjs` copies them into the guide. */
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { AppWindow } from './pages/app-window'
import { SCREENSHOTS } from './support/launch'
import { watchedApp } from './support/watched-app'

const app = watchedApp()
const SIZE = { width: 1180, height: 700 }

async function picture(window: AppWindow, name: string): Promise<void> {
  await window.page.waitForTimeout(400)
  const bytes = await window.page.screenshot({ path: join(SCREENSHOTS, `guide-${name}.png`) })
  expect(bytes.length).toBeGreaterThan(10_000)
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
  await window.compare.showAs('Overlay')
  await picture(window, 'overlay')
  await window.goTo('Report')
  await picture(window, 'report')
  await window.goTo('Sweep')
  await window.sweep.field('Threads').fill('1, 2, 4')
  await window.sweep.field('FIFO depth').fill('24, 256, 4096')
  await window.sweep.chooseRuns(1)
  await window.sweep.run()
  await picture(window, 'sweep')
  await window.goTo('Configurations')
  await window.configs.duplicate('mm')
  await picture(window, 'configurations')
})
