import { describe, expect, it } from 'vitest'
import type { AppWindow } from './pages/app-window'
import { watchedApp } from './support/watched-app'

const app = watchedApp()
let window: AppWindow

describe('from a drop to a report', () => {
  it('opens dropped files, replays them and exports what it found', async () => {
    window = await app.openCapture()
    expect(await window.capture.charts.rows()).toEqual(expect.arrayContaining(['CPU 0', 'free pages', 'pgsteal_anon', 'allocstall']))
    expect(await window.capture.fact('direct reclaims')).toMatch(/\d/)

    await window.compare.chooseRuns(1)
    await window.compare.run()
    expect(await window.compare.charts.columns()).toEqual(['observed', 'off', 'zram-v1', 'mm'])
    expect(await window.status.innerText()).toMatch(/fit: (good|fair|poor)/)
    const cells = await window.compare.row('kswapd CPU time')
    expect(cells).toHaveLength(2 + 3 * 2)
    expect(cells.slice(1).every((cell) => cell.trim() !== '')).toBe(true)
    expect(cells.at(-1)).toMatch(/[↑↓→]/)

    await window.goTo('Report')
    expect(await window.report.findings.count()).toBe(3)
    const html = await window.download(() => window.report.exportAs('HTML'))
    expect(html.name).toMatch(/\.html$/)
    expect(html.text).toContain('<svg')
    expect(html.text).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)[^"]*\.(js|css)/)
    const json = await window.download(() => window.report.exportAs('JSON'))
    expect(JSON.parse(json.text)).toMatchObject({ schema: 'reclaimscope.comparison/1', baseline: 'off' })
    const csv = await window.download(() => window.report.exportAs('CSV'))
    expect(csv.text.length).toBeGreaterThan(100)
    expect(await window.report.written.getByRole('listitem').count()).toBe(3)
  })

  it('shows bands when a configuration is run several times', async () => {
    window = await app.openCapture()
    await window.compare.chooseRuns(5)
    await window.compare.run()
    const cells = await window.compare.row('kswapd CPU time')
    expect(cells).toHaveLength(2 + 3 * 3)
    expect(cells[6]).toMatch(/^\[.+\.\..+\]$/)
  })

  it('cancels a replay and can replay again', async () => {
    window = await app.openCapture()
    await window.compare.chooseRuns(25)
    await window.compare.replay.click()
    await window.compare.cancel.click()
    await window.compare.replay.waitFor()
    expect(await window.errorCard().count()).toBe(0)
    await window.compare.chooseRuns(1)
    await window.compare.run()
    expect(await window.compare.charts.columns()).toHaveLength(4)
  })
})

describe('linked charts', () => {
  it('move one cursor through every panel and show the values under it', async () => {
    window = await app.openCapture()
    const { charts } = window.capture
    expect((await charts.readouts()).every((text) => text.startsWith('mean'))).toBe(true)
    await charts.hover(0, 0.5)
    expect((await charts.readouts()).some((text) => text.startsWith('mean'))).toBe(false)
    const time = await charts.cursorTime()
    expect(time).toMatch(/ s$/)
    const lines = await window.page.locator('[data-plot] .cursor').evaluateAll((all) => all.map((line) => [getComputedStyle(line).display, Math.round(line.getBoundingClientRect().left)].join()))
    expect(new Set(lines).size).toBe(1)
    expect(lines[0]).toMatch(/^block/)
  })

  it('zoom together: drag, keys and double click', async () => {
    window = await app.openCapture()
    await window.compare.chooseRuns(1)
    await window.compare.run()
    const { charts } = window.compare
    const whole = await charts.rulers()
    await charts.drag(2, 0.25, 0.5)
    await window.capture.fit.and(window.page.locator(':enabled')).waitFor()
    const zoomed = await charts.rulers()
    expect(zoomed).not.toEqual(whole)
    expect(new Set(zoomed).size).toBe(1)
    await window.page.keyboard.press('KeyW')
    expect(await charts.rulers()).not.toEqual(zoomed)
    await window.page.keyboard.press('KeyD')
    await window.page.keyboard.press('Digit0')
    expect(await charts.rulers()).toEqual(whole)
    await window.page.keyboard.press('KeyW')
    await charts.doubleClick(0)
    expect(await charts.rulers()).toEqual(whole)
  })

  it('jump from one reclaim episode to the next', async () => {
    window = await app.openCapture()
    await window.page.getByRole('button', { name: 'Next episode' }).click()
    const first = await window.capture.charts.cursorTime()
    await window.page.getByRole('button', { name: 'Next episode' }).click()
    expect(await window.capture.charts.cursorTime()).not.toBe(first)
    expect(await window.capture.fit.isEnabled()).toBe(true)
  })

  it('open as a picture with a table twin, and can be saved', async () => {
    window = await app.openCapture()
    const dialog = await window.compare.openDetail('pgsteal_anon')
    await dialog.getByRole('button', { name: 'Table' }).click()
    expect(await dialog.getByRole('row').count()).toBeGreaterThan(20)
    const svg = await window.download(() => dialog.getByRole('button', { name: 'Save SVG' }).click())
    expect(svg.text).toMatch(/^<svg/)
    const csv = await window.download(() => dialog.getByRole('button', { name: 'Save CSV' }).click())
    expect(csv.text).toMatch(/^time s,/)
    const png = await window.download(() => dialog.getByRole('button', { name: 'Save PNG' }).click())
    expect(png.name).toMatch(/\.png$/)
    await window.page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
  })
})
