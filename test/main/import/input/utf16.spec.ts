import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { openCapture } from '../../../../src/main/import/open-capture'
import { failTexts, openTexts } from '../support'

const TRACE = Array.from({ length: 300 }, (_, index) => ` Grüße🙂-7 [000] d..2. 5.${String(index).padStart(6, '0')}: rss_stat: mm_id=1 curr=1 member=1 size=4096B\r\n`).join('')
const little = Buffer.from(`\ufeff${TRACE}`, 'utf16le')
const big = Buffer.from(little).swap16()

describe('text in UTF-16, as PowerShell redirects it into a file', () => {
  it.each([['little-endian', little], ['big-endian', big], ['packed', gzipSync(little)]])('%s is read as any other', async (_, bytes) => {
    const trace = await openTexts({ 'trace.txt': bytes })
    expect([trace.eventCounts['rss_stat'], trace.threads.name[1], trace.warnings]).toEqual([300, 'Grüße🙂', []])
  })

  it('is read alike in pieces that cut characters, and a half character at the end is left out', async () => {
    for (const size of [1, 3, 7, 701]) {
      const pieces = async function* (): AsyncGenerator<Uint8Array> {
        for (let at = 0; at < little.length - 1; at += size) yield Uint8Array.from(little.subarray(at, Math.min(little.length - 1, at + size)))
      }
      const opened = await openCapture([{ kind: 'stream', name: 'trace.txt', stream: pieces() }])
      expect(opened.ok && [opened.value.eventCounts['rss_stat'], opened.value.threads.name[1]]).toEqual([300, 'Grüße🙂'])
    }
  })

  it('that is no recording is refused', async () => {
    expect(await failTexts({ 'x.txt': Buffer.from('\ufeffhello', 'utf16le') })).toMatchObject({ code: 'INPUT_UNKNOWN_FORMAT', found: 'hello' })
    expect((await failTexts({ 'x.txt': Buffer.from([0xff, 0xfe]) })).code).toMatch(/^INPUT_/)
  })

  it('a binary recording in which line ends were changed is refused with how to copy it', async () => {
    expect(await failTexts({ 'trace.pftrace': Buffer.from([0x0d, 0x0a, 5, 0x40, 1, 0, 0, 0]) })).toMatchObject({ code: 'INPUT_UNKNOWN_FORMAT', advice: expect.stringContaining('exec-out') })
  })
})
