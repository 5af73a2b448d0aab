/** Structure-aware damage: what goes wrong with recordings, and what somebody would do to break an importer. */
import { gzipSync } from 'node:zlib'
import { lz4Of, zipOf } from '../main/import/input/archives'
import type { Random } from './random'
import { SAMPLES, type Sample } from './samples'

const NUMBERS = [
  '0', '-1', '1', '007', '4095', '8191', '8192', '65535', '65536', '2147483647', '2147483648', '4294967295', '4294967296', '9007199254740993',
  '9223372036854775807', '18446744073709551615', '99999999999999999999999', '1e308', '1e400', '-0', '0x', '0xffffffffffffffff', '1.5', '.5', '5.', '1,5', 'NaN', 'Infinity', ''
] as const
const TOKENS = [
  '\0', '\r', '\n', '\r\n', '\t', '"', '""', ',', ';', '\ufeff', '\ufffd', '==>', '[', ']', '(', ')', '-', ':', '|', '=', '<...>', '[NULL]', 'null', '</script>', '\\n\\',
  '__proto__', 'constructor', '# tracer: nop', 'TASK-PID', 'sched_switch: ', 'TRACE:\n'
] as const
const MAX_BYTES = 65_536
const LONG_LINE = 1_200_000

type Mutation = (bytes: Buffer, random: Random) => Buffer

/** A damaged sample. The same state of `random` always gives the same bytes. */
export function damagedSample(random: Random): Sample {
  const sample = random.pick(SAMPLES)
  let bytes: Buffer = Buffer.from(sample.bytes)
  const common = [flipBit, setByte, removeRange, repeatRange, truncate, insertJunk, swapRanges, splice]
  const special: readonly Mutation[] = sample.kind === 'text' ? [changeNumber, changeNumber, changeToken, repeatLine, dropLine, swapLines, repeatCell] : sample.kind === 'protobuf' ? [changeVarint, changeVarint, changeTag, nest] : []
  const rounds = 1 + random.below(5)
  for (let round = 0; round < rounds; round += 1) bytes = random.pick([...common, ...special, ...special])(bytes, random).subarray(0, MAX_BYTES)
  if (random.chance(0.002)) bytes = stretchLine(bytes, random)
  return { ...sample, bytes: wrap(bytes, random) }
}

/** Sometimes the damage is inside a container that is whole. */
function wrap(bytes: Buffer, random: Random): Uint8Array {
  if (!random.chance(0.08)) return bytes
  return random.pick([() => gzipSync(bytes), () => lz4Of(bytes, { blockChecksums: true }), () => zipOf({ 'a/b': bytes })])()
}

function flipBit(bytes: Buffer, random: Random): Buffer {
  if (bytes.length > 0) bytes[random.below(bytes.length)]! ^= 1 << random.below(8)
  return bytes
}

function setByte(bytes: Buffer, random: Random): Buffer {
  if (bytes.length > 0) bytes[random.below(bytes.length)] = random.pick([0, 0x0a, 0x20, 0x22, 0x7f, 0x80, 0xc3, 0xff, random.below(256)])
  return bytes
}

function range(bytes: Buffer, random: Random): readonly [number, number] {
  const start = random.below(bytes.length + 1)
  return [start, Math.min(bytes.length, start + 1 + random.below(random.chance(0.5) ? 4 : 200))]
}

function removeRange(bytes: Buffer, random: Random): Buffer {
  const [start, end] = range(bytes, random)
  return Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)])
}

function repeatRange(bytes: Buffer, random: Random): Buffer {
  const [start, end] = range(bytes, random)
  const piece = bytes.subarray(start, end)
  const times = Math.min(1 + random.below(random.chance(0.9) ? 4 : 500), Math.floor(MAX_BYTES / Math.max(1, piece.length)))
  return Buffer.concat([bytes.subarray(0, end), ...Array.from({ length: times }, () => piece), bytes.subarray(end)])
}

function truncate(bytes: Buffer, random: Random): Buffer {
  return bytes.subarray(0, random.below(bytes.length + 1))
}

function insertJunk(bytes: Buffer, random: Random): Buffer {
  const at = random.below(bytes.length + 1)
  const junk = Buffer.from(Array.from({ length: 1 + random.below(30) }, () => random.below(256)))
  return Buffer.concat([bytes.subarray(0, at), junk, bytes.subarray(at)])
}

function swapRanges(bytes: Buffer, random: Random): Buffer {
  const [a, b, c] = [random.below(bytes.length + 1), random.below(bytes.length + 1), random.below(bytes.length + 1)].sort((x, y) => x - y) as [number, number, number]
  return Buffer.concat([bytes.subarray(0, a), bytes.subarray(b, c), bytes.subarray(a, b), bytes.subarray(c)])
}

function splice(bytes: Buffer, random: Random): Buffer {
  const other = random.pick(SAMPLES).bytes
  return Buffer.concat([bytes.subarray(0, random.below(bytes.length + 1)), other.subarray(random.below(other.length + 1))])
}

function textOf(bytes: Buffer, change: (text: string) => string): Buffer {
  return Buffer.from(change(bytes.toString('latin1')), 'latin1')
}

function changeNumber(bytes: Buffer, random: Random): Buffer {
  return textOf(bytes, (text) => {
    const numbers = [...text.matchAll(/\d+/g)]
    const match = numbers[random.below(numbers.length)]
    return match === undefined ? text : text.slice(0, match.index) + random.pick(NUMBERS) + text.slice(match.index + match[0].length)
  })
}

function changeToken(bytes: Buffer, random: Random): Buffer {
  const at = random.below(bytes.length + 1)
  return Buffer.concat([bytes.subarray(0, at), Buffer.from(random.pick(TOKENS)), bytes.subarray(at + random.below(3))])
}

function lines(bytes: Buffer, change: (all: string[]) => void): Buffer {
  return textOf(bytes, (text) => {
    const all = text.split('\n')
    change(all)
    return all.join('\n')
  })
}

function repeatLine(bytes: Buffer, random: Random): Buffer {
  return lines(bytes, (all) => {
    const at = random.below(all.length)
    all.splice(random.below(all.length + 1), 0, ...Array.from({ length: 1 + random.below(20) }, () => all[at]!))
  })
}

function dropLine(bytes: Buffer, random: Random): Buffer {
  return lines(bytes, (all) => all.splice(random.below(all.length), 1))
}

function swapLines(bytes: Buffer, random: Random): Buffer {
  return lines(bytes, (all) => {
    const [a, b] = [random.below(all.length), random.below(all.length)]
    ;[all[a], all[b]] = [all[b]!, all[a]!]
  })
}

/** Duplicate columns, too many cells. */
function repeatCell(bytes: Buffer, random: Random): Buffer {
  return lines(bytes, (all) => {
    const at = random.below(all.length)
    const delimiter = random.pick([',', '\t', ';', ' '])
    const cells = all[at]!.split(delimiter)
    cells.splice(random.below(cells.length + 1), random.below(2), ...Array.from({ length: random.chance(0.95) ? 1 : 3000 }, () => random.pick(cells)))
    all[at] = cells.join(delimiter)
  })
}

function stretchLine(bytes: Buffer, random: Random): Buffer {
  const at = random.below(bytes.length + 1)
  return Buffer.concat([bytes.subarray(0, at), Buffer.alloc(LONG_LINE, random.pick([0x20, 0x41, 0x2c, 0x30, 0])), bytes.subarray(at)])
}

/** Replaces one varint-like run by another, of any length up to beyond the limit. */
function changeVarint(bytes: Buffer, random: Random): Buffer {
  const start = random.below(bytes.length + 1)
  let end = start
  while (end < bytes.length && bytes[end]! >= 0x80) end += 1
  const length = random.pick([1, 1, 1, 2, 5, 9, 10, 11])
  const varint = Buffer.from(Array.from({ length }, (_, index) => (index === length - 1 ? random.pick([0, 1, 0x7f]) : random.pick([0x80, 0xff]))))
  return Buffer.concat([bytes.subarray(0, start), varint, bytes.subarray(end + 1)])
}

/** Another field number or wire type, groups and unknown types among them. */
function changeTag(bytes: Buffer, random: Random): Buffer {
  if (bytes.length > 0) bytes[random.below(bytes.length)] = (random.pick([0, 1, 2, 4, 6, 7, 8, 9, 14, random.below(16)]) << 3) | random.below(8)
  return bytes
}

/** Everything inside a field of itself, a few times. */
function nest(bytes: Buffer, random: Random): Buffer {
  let inner = bytes.subarray(0, 4096)
  const tag = random.pick([0x0a, 0x12, 0x22, 0x3a, 0x5a])
  for (let level = random.below(40); level >= 0 && inner.length < MAX_BYTES; level -= 1) {
    const length = inner.length
    inner = Buffer.concat([Buffer.of(tag, (length & 0x7f) | 0x80, ((length >> 7) & 0x7f) | 0x80, length >> 14), inner])
  }
  return Buffer.concat([inner, bytes])
}
