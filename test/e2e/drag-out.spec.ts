/** An exported report can be dragged to a mail or a folder. The desktop's own drag is out of reach of a browser test; see `test/security` for that of Electron. */
import { expect, it } from 'vitest'
import { watchedApp } from './support/watched-app'

const app = watchedApp('web')

it('an exported report carries its address for a drop outside of the browser, and is there to be had', async () => {
  const window = await app.openSample()
  await window.compare.chooseRuns(1)
  await window.compare.run()
  await window.goTo('Report')
  const saved = await window.download(() => window.report.exportAs('HTML'))
  const exported = window.report.written.getByRole('link', { name: saved.name })
  const address = await exported.evaluate((link) => {
    const dataTransfer = new DataTransfer()
    link.dispatchEvent(new DragEvent('dragstart', { bubbles: true, cancelable: true, dataTransfer }))
    return dataTransfer.getData('DownloadURL')
  })
  const [, name, url = ''] = /^text\/html:([^:]+):(http:\/\/127\.0\.0\.1:\d+\/.+)$/.exec(address) ?? []
  expect(name).toBe(saved.name)
  // As the browser itself asks: without the page's key.
  const answer = await fetch(url)
  expect([answer.status, await answer.text()]).toEqual([200, saved.text])
  // The keyboard gets it once more.
  const again = await window.download(async () => {
    await exported.focus()
    await window.page.keyboard.press('Enter')
  })
  expect(again.text).toBe(saved.text)
})
