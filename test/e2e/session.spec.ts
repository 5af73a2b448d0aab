/** What survives: a page that is loaded again, and a program that was killed. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { captureFiles, SCREENSHOTS } from './support/launch'
import { serveCli } from './support/serve-cli'
import { watchedApp } from './support/watched-app'

const app = watchedApp()
it('a page that is loaded again shows the same comparison and view', async () => {
  const window = await app.openSample()
  await window.compare.chooseRuns(1)
  await window.compare.run()
  await window.compare.charts.drag(0, 0.2, 0.6)
  const [row, rulers] = [await window.compare.row('kswapd CPU time'), await window.compare.charts.rulers()]
  await window.page.waitForTimeout(1500)
  await window.page.reload()
  await window.compare.charts.drawn()
  expect(await window.compare.row('kswapd CPU time')).toEqual(row)
  expect(await window.compare.charts.rulers()).toEqual(rulers)
})

it('work of a program that was killed is offered by the next, and comes back whole', async () => {
  const data = mkdtempSync(join(tmpdir(), 'reclaimscope-killed-'))
  const first = await serveCli(data, captureFiles())
  const window = await app.open({ url: first.url })
  await window.capture.charts.drawn()
  await window.compare.chooseRuns(1)
  await window.compare.run()
  const row = await window.compare.row('kswapd CPU time')
  await window.page.waitForTimeout(2500)
  // The page then asks for a host that is not there, which is no problem of the app.
  await window.page.goto('about:blank')
  await first.end('SIGKILL')
  const second = await serveCli(data)
  const next = await app.open({ width: 1024, height: 700, theme: 'dark', url: second.url })
  const offer = next.page.getByRole('region', { name: 'Go on where you left off' })
  await offer.waitFor()
  await next.page.screenshot({ path: join(SCREENSHOTS, 'session-offered-dark-1024.png') })
  expect(await next.axeFindings()).toEqual([])
  await offer.getByRole('button', { name: 'Restore' }).click()
  await next.compare.charts.drawn()
  expect(await next.compare.row('kswapd CPU time')).toEqual(row)
  await next.page.goto('about:blank')
  await second.end()
  rmSync(data, { recursive: true, force: true })
})
