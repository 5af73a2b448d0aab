import { afterEach, expect, it } from 'vitest'
import { openWindow, type TestWindow } from '../support/model'

let opened: TestWindow | null = null
afterEach(() => opened?.stop())

const KEY = 'reclaimscope.settings'
const start = async (saved?: string) => (opened = await openWindow({}, undefined, saved === undefined ? {} : { [KEY]: saved }))

it('settings have defaults and are saved with a version when they change', async () => {
  const { app, saved } = await start()
  expect(app.settings.seeds.value).toBe(5)
  expect(saved.has(KEY)).toBe(false)
  app.settings.toggle('rows', 'queueDepth')
  app.settings.seeds.value = 9
  expect(JSON.parse(saved.get(KEY)!)).toEqual({ version: 1, value: { seeds: 9, rows: ['threads'], logRows: ['longestStallMs'], pinned: [] } })
})

it('settings come back in the next window, new ones with their default', async () => {
  const { app } = await start(JSON.stringify({ version: 1, value: { seeds: 1, rows: ['zramBytes'] } }))
  expect(app.settings.all.value).toEqual({ seeds: 1, rows: ['zramBytes'], logRows: ['longestStallMs'], pinned: [] })
  expect(app.errors.items).toHaveLength(0)
})

it.each([['no JSON', '{'], ['another version', '{"version":99,"value":{}}'], ['a value out of range', '{"version":1,"value":{"seeds":4}}']])('saved settings that are %s are set aside, and the user is told', async (_what, text) => {
  const { app, saved } = await start(text)
  expect(app.settings.seeds.value).toBe(5)
  expect(saved.get(`${KEY}.set-aside`)).toBe(text)
  expect(app.errors.items[0]?.error.advice).toContain(`${KEY}.set-aside`)
})
