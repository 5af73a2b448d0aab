/** What survives: a page that is loaded again, and a program that was killed. */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { captureFiles, SCREENSHOTS } from './support/launch'
import { watchedApp } from './support/watched-app'

const app = watchedApp()
const CLI = resolve(import.meta.dirname, '../../scripts/cli.mjs')

/** The program as a user starts it, with files; gives its address. */
async function serve(data: string, files: readonly string[]): Promise<{ url: string; child: ChildProcess }> {
  const child = spawn(process.execPath, [CLI, 'serve', ...files], { env: { ...process.env, RECLAIMSCOPE_DATA: data }, stdio: ['ignore', 'pipe', 'inherit'] })
  const url = await new Promise<string>((done) => child.stdout.once('data', (line: Buffer) => done(line.toString().trim())))
  return { url, child }
}

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
  const first = await serve(data, captureFiles())
  const window = await app.open({ url: first.url })
  await window.capture.charts.drawn()
  await window.compare.chooseRuns(1)
  await window.compare.run()
  const row = await window.compare.row('kswapd CPU time')
  await window.page.waitForTimeout(2500)
  // The page then asks for a host that is not there, which is no problem of the app.
  await window.page.goto('about:blank')
  first.child.kill('SIGKILL')
  await new Promise((done) => first.child.once('exit', done))
  const second = await serve(data, [])
  const next = await app.open({ width: 1024, height: 700, theme: 'dark', url: second.url })
  const offer = next.page.getByRole('region', { name: 'Go on where you left off' })
  await offer.waitFor()
  await next.page.screenshot({ path: join(SCREENSHOTS, 'session-offered-dark-1024.png') })
  expect(await next.axeFindings()).toEqual([])
  await offer.getByRole('button', { name: 'Restore' }).click()
  await next.compare.charts.drawn()
  expect(await next.compare.row('kswapd CPU time')).toEqual(row)
  await next.page.goto('about:blank')
  second.child.kill('SIGTERM')
  await new Promise((done) => second.child.once('exit', done))
  rmSync(data, { recursive: true, force: true })
})
