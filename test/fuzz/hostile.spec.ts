/** What mutation does not reach: very long lines and rows, files that change or cannot be read, bombs, and cancelling in the middle. */
import { appendFileSync, chmodSync, existsSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as lz4 from 'lz4js'
import { afterAll, describe, expect, it } from 'vitest'
import { openCapture } from '../../src/main/import/open-capture'
import { repeatedText } from '../bench/repeated-text'
import { judge } from './judge'
import { SAMPLES, type Sample } from './samples'

const LONG_LINE_BYTES = 10 * 1024 * 1024
const MANY_COLUMNS = 100_000
const LINES = Array.from({ length: 60_000 }, (_, index) => ` app-7 [000] d..2. ${1000 + Math.floor(index / 1000)}.${String(index % 1000).padStart(6, '0')}: rss_stat: mm_id=1 curr=1 member=1 size=${index * 4096}B\n`)
const texts = SAMPLES.filter(({ kind }) => kind === 'text').map((sample) => [sample.name, sample] as const)
const tables = texts.filter(([name]) => /\.[ct]sv$/.test(name))

/** `text` with `insert` after its first half of lines. */
function withInsert({ name, bytes, kind }: Sample, insert: Buffer): Sample {
  const middle = bytes.indexOf(10, bytes.length >> 1) + 1
  return { name, kind, bytes: Buffer.concat([bytes.subarray(0, middle), insert, bytes.subarray(middle)]) }
}

describe('a line of ten megabytes', () => {
  it.each(texts)('in %s costs itself', async (_, sample) => {
    for (const byte of [0x20, 0x41, 0x2c, 0]) expect(await judge(withInsert(sample, Buffer.alloc(LONG_LINE_BYTES, byte)))).toBeNull()
  })
})

describe('a hundred thousand blanks inside of a line', () => {
  const blanks = Buffer.alloc(100_000, 0x20)
  it.each(texts)('of %s are no riddle', async (_, { name, bytes, kind }) => {
    const ends = [...Buffer.from(bytes).entries()].filter(([, byte]) => byte === 10).map(([at]) => at)
    for (const at of [...ends.slice(0, 3), Math.min(8, bytes.length)]) {
      expect(await judge({ name, kind, bytes: Buffer.concat([bytes.subarray(0, at), blanks, Buffer.from('x'), bytes.subarray(at)]) })).toBeNull()
    }
  })
})

describe('a table of a hundred thousand columns', () => {
  it.each(tables)('of the kind of %s is an error or a warning', async (name, { bytes, kind }) => {
    const [header = '', ...rows] = Buffer.from(bytes).toString('latin1').split('\n')
    const delimiter = [',', '\t', ';'].find((character) => header.includes(character)) ?? ','
    const wide = (line: string): string => line + Array.from({ length: MANY_COLUMNS }, (_, index) => `${delimiter}x${index}`).join('')
    for (const lines of [[wide(header), ...rows.map(wide)], [header, wide(rows[0] ?? ''), ...rows.slice(1)]]) {
      expect(await judge({ name, kind, bytes: Buffer.from(lines.join('\n'), 'latin1') })).toBeNull()
    }
  })
})

describe('an lz4 file that expands a hundredfold', () => {
  it('is refused at the limit', async () => {
    const bomb = lz4.compress(Buffer.from((LINES[0] ?? '').repeat(300_000)))
    const result = await openCapture([{ kind: 'bytes', name: 'bomb.lz4', bytes: bomb }], { maxBytesPerFile: 1024 * 1024 })
    expect(bomb.length).toBeLessThan(2_000_000)
    expect(result).toMatchObject({ ok: false, error: { code: 'INPUT_TOO_LARGE' } })
  })
})


describe('a file that is not what it was', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hostile-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  const change = async (act: (path: string) => void): Promise<number | string> => {
    const path = join(folder, 'trace.txt')
    writeFileSync(path, LINES.join(''))
    let isChanged = false
    const onProgress = (): void => {
      if (!isChanged) act(path)
      isChanged = true
    }
    const result = await openCapture([{ kind: 'path', path }], { onProgress })
    return result.ok ? (result.value.eventCounts['rss_stat'] ?? 0) : result.error.code
  }

  it('gives what could be read of it when it shrinks, grows, is removed or is written over', async () => {
    expect(await change((path) => truncateSync(path, 100_000))).toBeGreaterThan(1000)
    expect(await change((path) => appendFileSync(path, LINES.slice(0, 10).join('')))).toBeGreaterThanOrEqual(LINES.length)
    expect(await change((path) => rmSync(path))).toBe(LINES.length)
    expect(await change((path) => writeFileSync(path, Buffer.alloc(200_000, 0xff)))).toBeGreaterThan(1000)
  })

  it('is an error with a code when it cannot be read', async () => {
    const path = join(folder, 'secret.txt')
    writeFileSync(path, LINES[0] ?? '')
    chmodSync(path, 0)
    const unreadable = [...(process.getuid?.() === 0 || process.platform === 'win32' ? [] : [path]), ...(existsSync('/proc/self/mem') ? ['/proc/self/mem'] : [])]
    for (const file of unreadable) expect(await openCapture([{ kind: 'path', path: file }])).toMatchObject({ ok: false, error: { code: 'INPUT_UNREADABLE' } })
  })
})

describe('cancelling', () => {
  it.each([1, 2, 9])('after piece %i reads no more than the piece that is under way and the next', async (stopAfter) => {
    const stop = new AbortController()
    let pieces = 0
    async function* stream(): AsyncGenerator<Uint8Array> {
      for await (const piece of repeatedText(Buffer.from(LINES.join('')), 1e10)) {
        pieces += 1
        if (pieces === stopAfter) stop.abort()
        yield piece
      }
    }
    expect(await openCapture([{ kind: 'stream', name: '-', stream: stream() }], { signal: stop.signal })).toMatchObject({ ok: false, error: { code: 'CANCELLED' } })
    expect(pieces).toBeLessThanOrEqual(stopAfter + 1)
  })
})
