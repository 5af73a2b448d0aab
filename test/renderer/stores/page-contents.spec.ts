/** Page contents in the window: chosen, dropped, offered on a refusal, gone back from, and results that are out of date. */
import { afterEach, describe, expect, it } from 'vitest'
import { createCommands, isEnabled } from '../../../src/renderer/stores/commands'
import { hasOtherPages } from '../../../src/renderer/stores/page-contents'
import { pagesIdentity } from '../../../src/shared/page-contents'
import { fail, ok } from '../../../src/shared/result'
import { fakeCapture, fakeContents, fakePages } from '../support/fake-data'
import { file, openWindow, type TestWindow } from '../support/model'

let opened: TestWindow
afterEach(() => opened.stop())

const noTrace = { code: 'INPUT_UNKNOWN_FORMAT', message: 'Nobody knows this format.' } as const
const calls = (method: string): unknown[] => opened.calls.filter((call) => call.method === method).map(({ params }) => params)
const active = () => opened.app.captures.active.value!

/** A window with a capture, whose back end takes any file as page contents and knows no format of `.dump`. */
async function withCapture(): Promise<void> {
  let count = 0
  opened = await openWindow({
    'capture.open': async () => ((count += 1) === 1 ? ok(fakeCapture('c1')) : fail(noTrace)),
    'project.save': async () => ok({ kind: 'saved', name: 'kept.reclaimscope' }),
    'capture.usePages': async ({ fileId }) => ok(fakeCapture('c1', { pageContents: fakeContents(fileId === null ? null : fakePages(fileId)) }))
  })
  await opened.app.captures.openFiles([file('trace.txt')])
}

describe('page contents', () => {
  it('come from a file of the page and go back to the recording', async () => {
    await withCapture()
    await opened.app.pageContents.use(active(), file('heap.dump'))
    expect(calls('capture.usePages')).toEqual([{ captureId: 'c1', fileId: 'id-heap.dump' }])
    expect(active().pageContents.file?.name).toBe('id-heap.dump')
    await opened.app.pageContents.forget(active())
    expect(active().pageContents.file).toBeNull()
    expect(opened.app.errors.items).toEqual([])
  })

  it('leave the page and the other captures as they are', async () => {
    await withCapture()
    opened.app.view.page.value = 'compare'
    await opened.app.pageContents.use(active(), file('heap.dump'))
    expect(opened.app.view.page.value).toBe('compare')
    expect(opened.app.captures.items).toHaveLength(1)
  })

  it('that cannot be measured are reported; what was stays', async () => {
    opened = await openWindow({ 'capture.usePages': async () => fail({ code: 'INPUT_UNREADABLE', message: 'The file holds no whole page.' }) })
    await opened.app.captures.openSample()
    await opened.app.pageContents.use(active(), file('short'))
    expect(opened.app.errors.items).toMatchObject([{ action: 'Use the contents of short', error: { code: 'INPUT_UNREADABLE' } }])
    expect(active().pageContents).toEqual(fakeContents())
  })

  it('come from the host\'s dialog, where the first file counts and none means none', async () => {
    let files = [{ fileId: 'f1', name: 'a' }, { fileId: 'f2', name: 'b' }]
    opened = await openWindow({ 'files.pick': async () => ok({ files }), 'capture.usePages': async () => ok(fakeCapture('c1')) })
    await opened.app.captures.openSample()
    await opened.app.pageContents.pick(active())
    files = []
    await opened.app.pageContents.pick(active())
    expect(calls('capture.usePages')).toEqual([{ captureId: 'c1', fileId: 'f1' }])
  })

  it('belong to the project and to the work that is kept', async () => {
    await withCapture()
    await opened.app.pageContents.use(active(), file('heap.dump'))
    await opened.app.project.save()
    expect(calls('project.save')).toMatchObject([{ state: { captures: [{ state: { pages: { name: 'id-heap.dump' } } }] } }])
  })
})

describe('a file that is no trace', () => {
  it('is not taken unasked; the refusal offers it, without sending it again', async () => {
    await withCapture()
    await opened.app.openFiles([file('heap.dump')])
    expect(calls('capture.usePages')).toEqual([])
    const [card] = opened.app.errors.items
    expect(card?.offers).toMatchObject([{ title: 'Use as page contents', question: expect.stringContaining('w3-off') as string }])
    card?.offers[0]?.run()
    await expect.poll(() => active().pageContents.file?.name).toBe('id-heap.dump')
    expect(calls('capture.usePages')).toEqual([{ captureId: 'c1', fileId: 'id-heap.dump' }])
  })

  it('is offered for a capture that is open only, alone only, and not for other failures', async () => {
    await withCapture()
    await opened.app.openFiles([file('a.dump'), file('b.dump')])
    expect(opened.app.errors.items[0]?.offers).toEqual([])
    expect(opened.app.pageContents.offersFor({ code: 'INPUT_EMPTY', message: 'empty' }, [{ fileId: 'f', name: 'f' }])).toEqual([])
    opened.app.captures.select(null)
    await opened.app.openFiles([file('heap.dump')])
    expect(opened.app.errors.items[0]?.offers).toEqual([])
  })
})

describe('results', () => {
  it('are out of date when the next replay would use other contents', async () => {
    await withCapture()
    const { identity } = active()
    const withFile = { ...identity, pages: pagesIdentity(fakePages()) }
    const changed = fakeCapture('c1', { pageContents: fakeContents(fakePages()) })
    expect([hasOtherPages(active(), identity), hasOtherPages(active(), withFile)]).toEqual([false, true])
    expect([hasOtherPages(changed, identity), hasOtherPages(changed, withFile)]).toEqual([true, false])
    // The same bytes under another name are the same contents.
    expect(hasOtherPages(changed, { ...identity, pages: { ...withFile.pages, name: 'copy' } })).toBe(false)
  })
})

describe('commands', () => {
  it('choose a file and go back where there is something to go back from', async () => {
    await withCapture()
    let asked = 0
    const none = (): void => undefined
    const commands = createCommands(opened.app, { openFiles: none, choosePages: () => { asked += 1 }, showHelp: none, showPalette: none, showSettings: none, showAbout: none })
    const of = (id: string) => commands.find((command) => command.id === id)!
    expect([isEnabled(of('files.pages')), isEnabled(of('files.recordedPages'))]).toEqual([true, false])
    of('files.pages').run()
    expect(asked).toBe(1)
    await opened.app.pageContents.use(active(), file('heap.dump'))
    expect(isEnabled(of('files.recordedPages'))).toBe(true)
    of('files.recordedPages').run()
    await expect.poll(() => active().pageContents.file).toBeNull()
    opened.app.captures.select(null)
    expect([isEnabled(of('files.pages')), isEnabled(of('files.recordedPages'))]).toEqual([false, false])
  })
})
