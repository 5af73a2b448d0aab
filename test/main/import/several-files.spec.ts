import { describe, expect, it } from 'vitest'
import { openCapture } from '../../../src/main/import/open-capture'

const VMSTAT = 't,nr_free_pages,pgsteal_anon\n1.0,5000,0\n1.1,4900,32\n1.2,4800,64\n'
const META = '{"kernel": "6.1", "anything": [1, 2, 3]}'
const bytes = (name: string, text: string) => ({ kind: 'bytes' as const, name, bytes: Buffer.from(text) })

describe('several files at once', () => {
  it('are opened although one of them is no recording, which is said', async () => {
    const opened = await openCapture([bytes('meta.json', META), bytes('vmstat.csv', VMSTAT)])
    if (!opened.ok) throw new Error(opened.error.message)
    expect(opened.value.sources.map(({ name }) => name)).toEqual(['vmstat.csv'])
    expect(opened.value.warnings.map(({ code, file }) => [code, file])).toContainEqual(['FILE_SKIPPED', 'meta.json'])
  })

  it('are refused when none is a recording', async () => {
    const opened = await openCapture([bytes('meta.json', META), bytes('notes.txt', 'hello')])
    expect(opened.ok).toBe(false)
  })

  it('a single file that is no recording is refused with what was found', async () => {
    const opened = await openCapture([bytes('meta.json', META)])
    expect(opened.ok ? null : [opened.error.code, opened.error.file]).toEqual(['INPUT_UNKNOWN_FORMAT', 'meta.json'])
  })
})
