import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openCapture } from '../../../../src/main/import/open-capture'
import { failTexts, openTexts, warningCodes } from '../support'

const line = (index: number): string => ` app-7 [000] d..2. 5.${String(index).padStart(6, '0')}: rss_stat: mm_id=1 curr=1 member=1 size=${index * 4096}B\n`
const TRACE = `# tracer: nop\n${Array.from({ length: 2000 }, (_, index) => line(index)).join('')}`
const VIEWER = `<script>\nvar tag = '<script id="viewer-data" type="x">'; document.getElementById('viewer-data')\n</script>\n`
const pack = (content: string | Uint8Array): string => gzipSync(content).toString('base64')
const page = (...blocks: string[]): string => `<!DOCTYPE html>\n<html>\n${VIEWER}${blocks.map((block) => `<script id="viewer-data" type="text/plain">\n${block}\n</script>\n`).join('')}</html>\n`
const count = async (text: string): Promise<number | undefined> => (await openTexts({ 'page.html': text })).eventCounts['rss_stat']

describe('pages of trace2html', () => {
  it('hold the trace packed in one line, in lines of base64, or as it is', async () => {
    const packed = pack(TRACE)
    for (const block of [packed, packed.replace(/.{76}/g, '$&\r\n'), ` ${packed} `, TRACE]) expect(await count(page(block))).toBe(2000)
  })

  it('are recognised as systrace pages, also inside gzip', async () => {
    const trace = await openTexts({ 'page.html.gz': gzipSync(page(pack(TRACE))) })
    expect([trace.sources[0]?.format, trace.eventCounts['rss_stat'], warningCodes(trace)]).toEqual(['systrace-html', 2000, []])
  })

  it('may hold several traces', async () => {
    expect(await count(page(pack(TRACE), pack(line(1))))).toBe(2001)
  })

  it('are read alike in pieces of any size', async () => {
    const bytes = Buffer.from(page(pack(TRACE)))
    await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 400 }), async (size) => {
      const pieces = async function* (): AsyncGenerator<Uint8Array> {
        for (let at = 0; at < bytes.length; at += size) yield Uint8Array.from(bytes.subarray(at, at + size))
      }
      const opened = await openCapture([{ kind: 'stream', name: 'page.html', stream: pieces() }])
      expect(opened.ok && opened.value.eventCounts['rss_stat']).toBe(2000)
    }), { numRuns: 12 })
  })
})

describe('broken pages of trace2html', () => {
  const packed = pack(TRACE)

  it('that break off, or are damaged inside, keep what came before and say so', async () => {
    const whole = page(packed)
    const start = whole.indexOf('H4sI')
    for (const broken of [whole.slice(0, start + packed.length / 2), whole.slice(0, start + packed.length / 2) + '\n</script>\n</html>\n']) {
      const trace = await openTexts({ 'page.html': broken })
      expect(trace.eventCounts['rss_stat']).toBeGreaterThan(100)
      expect(warningCodes(trace)).toContain('INPUT_TRUNCATED')
    }
    const damaged = `${whole.slice(0, start + 40)}////////${whole.slice(start + 48)}`
    const opened = await openCapture([{ kind: 'bytes', name: 'page.html', bytes: Buffer.from(damaged) }])
    expect(opened.ok ? warningCodes(opened.value) : [opened.error.code]).toContain('INPUT_TRUNCATED')
  })

  it('cut off at any place are an error or a part of the trace, never a crash', async () => {
    const whole = Buffer.from(page(pack(line(1) + line(2))))
    for (let length = 20; length < whole.length; length += 1) {
      const opened = await openCapture([{ kind: 'bytes', name: 'page.html', bytes: whole.subarray(0, length) }])
      expect(opened.ok ? (opened.value.eventCounts['rss_stat'] ?? 0) : opened.error.code).toSatisfy((value: unknown) => value === 1 || value === 2 || /^INPUT_/.test(String(value)))
    }
  })

  it('without a trace in the block, with a page or a picture in it, or with a tag without end, are refused', async () => {
    for (const block of ['', '{"traceEvents":[]}', pack('{"traceEvents":[]}'), pack(page(packed)), pack(Buffer.alloc(1000)), 'H4sI!!!!']) expect((await failTexts({ 'page.html': page(block) })).code).toMatch(/^INPUT_(NO_EVENTS|TRUNCATED)$/)
    expect((await failTexts({ 'page.html': `<html>\n<script id="viewer-data" ${'x'.repeat(5000)}` })).code).toBe('INPUT_NO_EVENTS')
  })

  it('that expand beyond the limit are refused', async () => {
    expect(await failTexts({ 'page.html': page(pack(line(1).repeat(200_000))) }, { maxBytesPerFile: 1024 * 1024 })).toMatchObject({ code: 'INPUT_TOO_LARGE' })
    expect(await failTexts({ 'page.html': page(...Array.from({ length: 50 }, () => pack(line(1).repeat(5000)))) }, { maxBytesPerFile: 1024 * 1024 })).toMatchObject({ code: 'INPUT_TOO_LARGE' })
  })
})
