/** The last session in the window: when it is offered, and when its file may go. */
import { afterEach, describe, expect, it } from 'vitest'
import { fail, ok } from '../../../src/shared/result'
import { fakeCapture } from '../support/fake-data'
import { file, openWindow, type TestWindow } from '../support/model'

let opened: TestWindow | null = null
afterEach(() => opened?.stop())

const last = { sessionId: 'session-1.reclaimscope', savedAtMs: 1, captures: ['trace.txt'] }
const view = { active: null, page: 'capture', compareMode: 'side', cursorNs: null, rowHeight: 92, rows: [], logRows: [], pinned: [] }
const restored = { name: '', isEmbedded: false, problems: [], missing: [], workspace: { own: [], chosen: [], onlyVisible: false, pairs: [], view }, captures: [] }
const found = { 'session.find': async () => ok({ current: null, last }), 'session.restore': async () => ok(restored), 'session.discard': async () => ok({}) }
const discarded = (): number => opened!.calls.filter(({ method }) => method === 'session.discard').length

describe('the last session', () => {
  it('loses its file once it is kept as the work of this window', async () => {
    opened = await openWindow({ ...found, 'session.save': async () => ok({}) })
    await opened.app.session.restore()
    expect(discarded()).toBe(1)
    expect(opened.app.session.offered.value).toBeNull()
  })

  it('keeps its file when the work cannot be kept', async () => {
    opened = await openWindow({ ...found, 'session.save': async () => fail({ code: 'WRITE_FAILED', message: 'the disk is full' }) })
    await opened.app.session.restore()
    expect(discarded()).toBe(0)
  })

  it('is offered only while nothing is open', async () => {
    opened = await openWindow({ ...found, 'capture.open': async () => ok(fakeCapture('c1')) })
    expect(opened.app.session.offered.value).toEqual(last)
    await opened.app.openFiles([file('trace.txt')])
    expect(opened.app.session.offered.value).toBeNull()
  })
})
