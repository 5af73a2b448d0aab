import { expect, it } from 'vitest'
import { alignmentWords, offsetComplaint, offsetsOf, readOffset } from '../../../src/renderer/content/file-places'
import type { FileSummary } from '../../../src/shared/inspection'

const file = (name: string, alignedBy: string, offsetS: number, span: FileSummary['span']): FileSummary => ({ name, format: 'f', bytes: 1, clock: null, alignedBy, offsetS, span })
const TRACE = file('trace.txt', 'first', 0, { startS: 100, endS: 125 })
const TABLE = file('vmstat.csv', 'nothing', 0, { startS: 500, endS: 525 })
const FILES = [TRACE, TABLE, file('device.json', 'nothing', 0, null)]

it('offsets are read exactly, with either minus and decimal sign', () => {
  expect(readOffset('−1618823695,000000001')).toEqual({ seconds: -1618823695, nanoseconds: -1 })
  expect(readOffset(' +12.5 ')).toEqual({ seconds: 12, nanoseconds: 500_000_000 })
  expect(['', 'x', '1e3', '1.', '99999999999999'].map(readOffset)).toEqual([null, null, null, null, null])
})

it('only what was changed is told, and what was told before stays told', () => {
  const texts = { 'trace.txt': '0', 'vmstat.csv': '-400', 'device.json': '0' }
  expect(offsetsOf(FILES, texts)).toEqual({ 'vmstat.csv': { seconds: -400, nanoseconds: -0 } })
  expect(offsetsOf([TRACE, { ...TABLE, alignedBy: 'told', offsetS: -400 }], texts)).toEqual({ 'vmstat.csv': { seconds: -400, nanoseconds: -0 } })
  expect(offsetsOf(FILES, { ...texts, 'vmstat.csv': '?' })).toBeNull()
})

it('warns before a file falls out of the recording', () => {
  expect(offsetComplaint(TABLE, FILES, '-400')).toBe('')
  expect(offsetComplaint(TABLE, FILES, '0')).toMatch(/begins .* after/)
  expect(offsetComplaint(TABLE, FILES, '-425.5')).toMatch(/ends 500.*before/)
  expect(offsetComplaint({ ...TABLE, offsetS: -400, span: { startS: 100, endS: 125 } }, FILES, '-400')).toBe('')
  expect([offsetComplaint(TABLE, FILES, 'x'), offsetComplaint(TRACE, FILES, '0')]).toEqual(['Write seconds, like −12.5.', ''])
})

it('says how every file came to its place', () => {
  expect(FILES.map(alignmentWords)).toEqual(['gives the clock of the capture', 'times taken as they are', 'has no times'])
  expect(alignmentWords({ ...TABLE, alignedBy: 'mono' })).toContain('mono')
})
