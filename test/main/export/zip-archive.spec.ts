import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { zipArchive } from '../../../src/main/export/zip-archive'
import { findPython } from '../../support/find-python'

/** An independent reader: walks the central directory, as the format demands. */
function readZip(bytes: Buffer): { name: string; content: string }[] {
  const end = bytes.lastIndexOf(Buffer.from('504b0506', 'hex'))
  const count = bytes.readUInt16LE(end + 10)
  let at = bytes.readUInt32LE(end + 16)
  expect(at + bytes.readUInt32LE(end + 12)).toBe(end)
  return Array.from({ length: count }, () => {
    expect(bytes.readUInt32LE(at)).toBe(0x02014b50)
    const [size, nameLength, local] = [bytes.readUInt32LE(at + 24), bytes.readUInt16LE(at + 28), bytes.readUInt32LE(at + 42)]
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength)
    at += 46 + nameLength
    expect(bytes.readUInt32LE(local)).toBe(0x04034b50)
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
    return { name, content: bytes.toString('utf8', start, start + size) }
  })
}

describe('a zip archive', () => {
  it('holds every file as it was', () => {
    const entry = fc.record({ name: fc.stringMatching(/^[a-z0-9-]{1,20}\.csv$/), content: fc.string({ unit: 'grapheme' }) })
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 5 }), (entries) => {
        expect(readZip(zipArchive(entries))).toEqual(entries)
      })
    )
  })

  it.skipIf(findPython() === null)('is accepted by another program, checksums included', () => {
    const folder = mkdtempSync(join(tmpdir(), 'zip-'))
    writeFileSync(join(folder, 'a.zip'), zipArchive([{ name: 'metrics.csv', content: 'a,b\n1,2\n' }, { name: 'empty.csv', content: '' }]))
    const script = 'import sys,zipfile; z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print([(i.filename,i.file_size) for i in z.infolist()])'
    expect(execFileSync(findPython()!, ['-c', script, join(folder, 'a.zip')], { encoding: 'utf8' }).trim()).toBe("[('metrics.csv', 8), ('empty.csv', 0)]")
    rmSync(folder, { recursive: true })
  })
})
