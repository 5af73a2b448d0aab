import { afterEach, describe, expect, it } from 'vitest'
import { noteSpanOf, noteWhere } from '../../../src/renderer/content/note-text'
import { fakeCapture } from '../support/fake-data'
import { openWindow, type TestWindow } from '../support/model'

let opened: TestWindow | null = null
afterEach(() => opened?.stop())
const start = async (stored: Readonly<Record<string, string>> = {}) => (opened = await openWindow({}, undefined, stored))

describe('notes', () => {
  it('belong to the files of a capture, whatever its tab is called, and come back in the next window', async () => {
    const window = await start()
    const { notes } = window.app
    const note = notes.add(fakeCapture('c1'), { startNs: 2e9, endNs: 2e9 })!
    notes.setText(fakeCapture('c1'), note.id, 'kswapd falls behind here')
    const other = fakeCapture('c9')
    expect(notes.of({ ...other, identity: { ...other.identity, name: 'renamed' } })).toMatchObject([{ text: 'kswapd falls behind here' }])
    expect(notes.of({ ...other, identity: { ...other.identity, files: [] } })).toEqual([])
    const saved = Object.fromEntries(window.saved)
    window.stop()
    expect((await start(saved)).app.notes.of(fakeCapture('c2'))).toMatchObject([{ startNs: 2e9 }])
  })

  it('are listed in order of time and can be deleted', async () => {
    const { notes } = (await start()).app
    const capture = fakeCapture()
    for (const startNs of [5e9, 1e9, 3e9]) notes.add(capture, { startNs, endNs: startNs })
    notes.remove(capture, 3)
    expect(notes.of(capture).map(({ startNs, id }) => [startNs, id])).toEqual([[1e9, 2], [5e9, 1]])
  })

  it('are on the pinned cursor, or else on what is visible', async () => {
    const { view } = (await start()).app
    const capture = fakeCapture()
    view.show(capture, { startNs: 4e9, endNs: 8e9 })
    expect(noteWhere(capture, noteSpanOf(view, capture))).toBe('4.00 s to 8.00 s')
    view.pinAt(5.5e9)
    expect(noteWhere(capture, noteSpanOf(view, capture))).toBe('5.50 s')
  })

  it('are cut to their greatest length', async () => {
    const { notes } = (await start()).app
    const note = notes.add(fakeCapture(), { startNs: 0, endNs: 0 })!
    notes.setText(fakeCapture(), note.id, 'x'.repeat(2000))
    expect(notes.of(fakeCapture())[0]?.text).toHaveLength(500)
  })
})
