import { afterEach, expect, it } from 'vitest'
import type { AppError } from '../../../src/shared/errors'
import { fail, ok } from '../../../src/shared/result'
import { fakeCapture } from '../support/fake-data'
import { file, openWindow, type TestWindow } from '../support/model'

let opened: TestWindow | null = null
afterEach(() => opened?.stop())

const KEY = 'reclaimscope.columns'
const MAPPING = { time: 'tick', timeUnit: 's', counters: { frei: 'nr_free_pages' }, perInterval: false } as const
const refusal = (header: readonly string[]): AppError => ({ code: 'INPUT_COLUMNS_UNKNOWN', message: 'unknown', file: 'x.csv', columns: { header, samples: [], timeCandidates: ['tick'], knownCounters: ['frei'] } })

/** A back end that refuses a table until its columns are told. */
async function start(saved?: string): Promise<TestWindow> {
  opened = await openWindow({
    'capture.open': async ({ columns }) => (columns?.some(({ time }) => time === 'tick') === true ? ok(fakeCapture('c1')) : fail(refusal(['tick', 'frei'])))
  }, undefined, saved === undefined ? {} : { [KEY]: saved })
  return opened
}

const opens = (window: TestWindow) => window.calls.filter(({ method }) => method === 'capture.open')

it('an unknown table is asked about, opened with the answer, and not asked about again', async () => {
  const window = await start()
  const { captures, columnAnswers, errors } = window.app
  const opening = captures.openFiles([file('x.csv')])
  await expect.poll(() => columnAnswers.question.value).toEqual({ file: 'x.csv', columns: refusal(['tick', 'frei']).columns })
  expect(window.app.tasks.items).toHaveLength(0)
  columnAnswers.choose(MAPPING, true)
  await opening
  expect(captures.active.value?.captureId).toBe('c1')
  expect(JSON.parse(window.saved.get(KEY)!)).toEqual({ version: 1, value: [{ header: ['tick', 'frei'], mapping: MAPPING }] })
  await captures.openFiles([file('y.csv')])
  expect([columnAnswers.question.value, opens(window).length, errors.items.length]).toEqual([null, 4, 0])
})

it('answers come back in the next window and can be forgotten', async () => {
  const { app } = await start(JSON.stringify({ version: 1, value: [{ header: ['tick', 'frei'], mapping: MAPPING }] }))
  await app.captures.openFiles([file('x.csv')])
  expect(app.captures.items).toHaveLength(1)
  app.columnAnswers.forget(app.columnAnswers.items.value[0]!)
  void app.captures.openFiles([file('x.csv')])
  await expect.poll(() => app.columnAnswers.question.value).not.toBeNull()
})

it('an answer that is not to be remembered is not saved, and one that was is forgotten', async () => {
  const window = await start(JSON.stringify({ version: 1, value: [{ header: ['tick', 'frei'], mapping: { ...MAPPING, time: 'wrong' } }] }))
  const opening = window.app.captures.openFiles([file('x.csv')])
  // The remembered answer does not fit any more: the user is asked.
  await expect.poll(() => window.app.columnAnswers.question.value).not.toBeNull()
  window.app.columnAnswers.choose(MAPPING, false)
  await opening
  expect(window.app.captures.items).toHaveLength(1)
  expect(window.app.columnAnswers.items.value).toEqual([])
})

it('a question that is put away opens nothing and leaves no error', async () => {
  const { app } = await start()
  const opening = app.captures.openFiles([file('x.csv')])
  await expect.poll(() => app.columnAnswers.question.value).not.toBeNull()
  app.columnAnswers.dismiss()
  await opening
  expect([app.captures.items.length, app.errors.items.length]).toEqual([0, 0])
})
