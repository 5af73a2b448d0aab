import { afterEach, describe, expect, it } from 'vitest'
import { fail, ok } from '../../../src/shared/result'
import type { AppError } from '../../../src/shared/errors'
import { fakeCapture } from '../support/fake-data'
import { file, openWindow, type TestWindow } from '../support/model'

let opened: TestWindow | null = null
afterEach(() => opened?.stop())

const refused: AppError = { code: 'INPUT_BAD_ROW', message: 'The row has 3 fields.', file: 'vmstat.csv', line: 7, column: 1, found: '1,2,3', expected: '5 fields', advice: 'Record again.' }

describe('opening captures', () => {
  it('opens all files of one drop as one capture and shows it', async () => {
    opened = await openWindow()
    await opened.app.captures.openFiles([file('trace.txt'), file('vmstat.csv')])
    expect(opened.calls.filter((call) => call.method === 'capture.open')).toEqual([{ method: 'capture.open', params: { fileIds: ['id-trace.txt', 'id-vmstat.csv'] } }])
    expect(opened.app.captures.active.value?.captureId).toBe('c1')
    expect(opened.app.view.page.value).toBe('capture')
  })

  it('names the capture after its largest file', async () => {
    opened = await openWindow()
    await opened.app.captures.openFiles([file('device.json', 5), file('trace.txt', 500), file('vmstat.csv', 50)])
    expect(opened.calls.find((call) => call.method === 'capture.open')?.params).toEqual({ fileIds: ['id-trace.txt', 'id-vmstat.csv', 'id-device.json'] })
  })

  it('keeps what was open when a later file is refused, and says why', async () => {
    let count = 0
    opened = await openWindow({ 'capture.open': async () => ((count += 1) === 1 ? ok(fakeCapture('c1')) : fail(refused)) })
    await opened.app.captures.openFiles([file('good.txt')])
    await opened.app.captures.openFiles([file('bad.csv')])
    expect(opened.app.captures.items.map((item) => item.captureId)).toEqual(['c1'])
    expect(opened.app.captures.active.value?.captureId).toBe('c1')
    expect(opened.app.errors.items).toMatchObject([{ action: 'Open bad.csv', error: refused }])
    expect(opened.app.tasks.items).toHaveLength(0)
  })

  it('reports files that could not be brought to the back end', async () => {
    opened = await openWindow({}, async () => fail({ code: 'INPUT_UNREADABLE', message: 'gone' }))
    await opened.app.captures.openFiles([file('a.txt')])
    expect(opened.app.errors.items[0]?.error.code).toBe('INPUT_UNREADABLE')
    expect(opened.calls.some((call) => call.method === 'capture.open')).toBe(false)
  })

  it('does nothing for an empty drop', async () => {
    opened = await openWindow()
    await opened.app.captures.openFiles([])
    expect(opened.calls.some((call) => call.method === 'capture.open')).toBe(false)
  })

  it('can be cancelled without leaving an error behind', async () => {
    opened = await openWindow({ 'capture.open': () => new Promise(() => undefined) })
    const opening = opened.app.captures.openFiles([file('big.txt')])
    await new Promise((done) => setTimeout(done, 5))
    opened.app.tasks.items[0]?.cancel()
    await opening
    expect(opened.app.captures.items).toHaveLength(0)
    expect(opened.app.errors.items).toHaveLength(0)
    expect(opened.app.tasks.items).toHaveLength(0)
  })

  it('opens files that the host offers', async () => {
    opened = await openWindow()
    opened.server.emit('files.offered', { files: [{ fileId: 'f1', name: 'trace.txt' }] })
    await expect.poll(() => opened?.app.captures.items.length).toBe(1)
  })

  it('shows captures that were open before the window', async () => {
    opened = await openWindow({ 'capture.list': async () => ok([fakeCapture('old')]) })
    expect(opened.app.captures.active.value?.captureId).toBe('old')
  })
})

describe('closing captures', () => {
  it('turns to the neighbour, then to the start page', async () => {
    opened = await openWindow()
    await opened.app.captures.openSample()
    await opened.app.captures.openSample()
    await opened.app.closeCapture('c2')
    expect(opened.app.captures.activeId.value).toBe('c1')
    await opened.app.closeCapture('c1')
    expect(opened.app.captures.activeId.value).toBeNull()
    expect(opened.calls.filter((call) => call.method === 'capture.close')).toHaveLength(2)
  })
})

it('tells of a back end that is gone', async () => {
  opened = await openWindow()
  opened.client.close()
  expect(opened.app.errors.items[0]).toMatchObject({ action: 'Connection', error: { code: 'HOST_GONE' } })
})
