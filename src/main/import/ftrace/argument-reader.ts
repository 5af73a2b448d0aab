/**
 * Reads `key=value key=value …` arguments into a scratch array. Lines of one event differ in few places: a line is compared, eight
 * bytes at a time, with the one before in the same block of lines, and only values that differ are read.
 */
import { DASH, EQUALS, hasKey, isDigit, latin1, makeKey, SPACE, ZERO, type ByteKey, type TextBlock } from './bytes'
import { symbolicValue, type ValueForm } from './values'

/** Where the value of a key goes: index into the scratch array. */
export interface ArgumentTarget {
  readonly column: number
  readonly form: ValueForm
}

/** A key and the symbolic values that it had, newest last. */
interface Slot extends ArgumentTarget {
  readonly symbols: { readonly text: ByteKey; readonly value: number }[]
}

const IGNORED = -1
const MAX_KEYS = 64
const MAX_SYMBOLS = 32
const MAX_SYMBOL_BYTES = 256
const MAX_KEY_BYTES = 64
const STEP = 8
const LETTER_X = 120
/** Numbers with at most this many digits are read in 32-bit arithmetic. */
const SMALL_DIGITS = 9
/** The kernel prints at most 64 bits; more digits are no number. */
const MAX_VALUE = 2 ** 64

export class ArgumentReader {
  /** Values of the last line, in the order of the targets' columns; NaN = not on the line. */
  readonly values: Float64Array
  private readonly targets: ReadonlyMap<string, ArgumentTarget>
  private readonly known = new Map<string, Slot>()
  /** The line before: its block (null when it cannot be compared with), where it starts, its bytes up to the one that ends it, and where in it its values are. */
  private before: Buffer | null = null
  private start = 0
  private length = 0
  private readonly slots: Slot[] = []
  private readonly starts = new Int32Array(MAX_KEYS)
  private readonly ends = new Int32Array(MAX_KEYS)

  constructor(columnCount: number, targets: ReadonlyMap<string, ArgumentTarget>) {
    this.values = new Float64Array(columnCount)
    this.targets = targets
  }

  /** Reads the arguments that start at `position`; returns the position of the byte that ended them. */
  read(block: TextBlock, position: number): number {
    const isRead = block.bytes === this.before && position > this.start && this.readChanges(block, position)
    if (!isRead) return this.readAll(block, position)
    this.start = position
    return position + this.length - 1
  }

  /** Reads the values that differ from those of the line before. False when more than values differs. */
  private readChanges(block: TextBlock, position: number): boolean {
    const { bytes, view } = block
    /** What lies between a place in the line and the same one in the line before. */
    let distance = position - this.start
    let value = 0
    for (let at = position; at < position + this.length; ) {
      if (at + STEP > block.size) return false
      // Equal doubles are equal bytes but for zeros of either sign and NaN, which no eight characters of text are.
      if (view.getFloat64(at - distance, true) === view.getFloat64(at, true)) {
        at += STEP
        continue
      }
      while (bytes[at - distance] === bytes[at]) at += 1
      const differs = at - position
      if (differs >= this.length) return true
      while (value < this.slots.length && (this.ends[value] ?? 0) < differs) value += 1
      if (value === this.slots.length || (this.starts[value] ?? 0) > differs) return false
      distance += this.readChange(block, position, value)
      at = position + (this.ends[value] ?? 0)
      value += 1
    }
    return true
  }

  /** Reads one value again and moves what comes behind it; returns by how many bytes. */
  private readChange(block: TextBlock, position: number, index: number): number {
    const { starts, ends } = this
    const end = this.readValue(block, position + (starts[index] ?? 0), this.slots[index] as Slot) - position
    const growth = end - (ends[index] ?? 0)
    if (growth === 0) return 0
    this.length += growth
    for (let later = index + 1; later < this.slots.length; later += 1) starts[later] = (starts[later] ?? 0) + growth
    for (let later = index; later < this.slots.length; later += 1) ends[later] = (ends[later] ?? 0) + growth
    return growth
  }

  /** Reads arguments key by key, and keeps the line to compare with when it is nothing but different keys and their values. */
  private readAll(block: TextBlock, position: number): number {
    const bytes = block.bytes
    this.values.fill(NaN)
    this.before = null
    this.slots.length = 0
    let isRegular = true
    let at = position
    for (;;) {
      while (bytes[at] === SPACE) at += 1
      if ((bytes[at] ?? 0) < SPACE) break
      const valueAt = valueStart(bytes, at)
      const slot = valueAt < 0 || this.slots.length === MAX_KEYS ? null : this.slotOf(latin1(bytes, at, valueAt - 1))
      isRegular &&= slot !== null && !this.isTaken(slot.column)
      at = slot === null ? tokenEnd(bytes, at) : this.readFirst(block, valueAt, slot, valueAt - position)
    }
    if (isRegular) {
      this.before = bytes
      this.start = position
      this.length = at + 1 - position
    }
    return at
  }

  private readFirst(block: TextBlock, valueAt: number, slot: Slot, start: number): number {
    const end = this.readValue(block, valueAt, slot)
    this.starts[this.slots.length] = start
    this.ends[this.slots.length] = start + end - valueAt
    this.slots.push(slot)
    return end
  }

  /** Of two values for one column the last counts, also when only the first differs from the line before. */
  private isTaken(column: number): boolean {
    return column !== IGNORED && this.slots.some((slot) => slot.column === column)
  }

  private slotOf(key: string): Slot {
    const known = this.known.get(key)
    if (known !== undefined) return known
    const target = this.targets.get(key)
    const slot: Slot = { column: target?.column ?? IGNORED, form: target?.form ?? 'number', symbols: [] }
    if (this.known.size < MAX_KEYS) this.known.set(key, slot)
    return slot
  }

  /** Reads the value at `start`; returns the end of its token. */
  private readValue(block: TextBlock, start: number, slot: Slot): number {
    const bytes = block.bytes
    if (slot.column === IGNORED) return tokenEnd(bytes, start)
    const isNegative = bytes[start] === DASH
    let at = isNegative ? start + 1 : start
    const first = at
    let small = 0
    for (; isDigit(bytes[at]) && at < first + SMALL_DIGITS; at += 1) small = small * 10 + (bytes[at] ?? 0) - ZERO
    let value = small
    for (; isDigit(bytes[at]); at += 1) value = value * 10 + (bytes[at] ?? 0) - ZERO
    if (at === first) return this.readSymbol(block, start, slot)
    if (bytes[at] === LETTER_X && at === first + 1 && value === 0) value = readHex(bytes, at + 1)
    this.values[slot.column] = value > MAX_VALUE ? NaN : isNegative ? -value : value
    return tokenEnd(bytes, at)
  }

  private readSymbol(block: TextBlock, start: number, slot: Slot): number {
    const bytes = block.bytes
    const symbols = slot.symbols
    for (let index = 0; index < symbols.length; index += 1) {
      const symbol = symbols[index]
      if (symbol === undefined || !hasKey(block, start, symbol.text)) continue
      const end = start + symbol.text.length
      if ((bytes[end] ?? 0) > SPACE) continue
      this.values[slot.column] = symbol.value
      return end
    }
    const end = tokenEnd(bytes, start)
    const text = latin1(bytes, start, Math.min(end, start + MAX_SYMBOL_BYTES))
    const value = symbolicValue(slot.form, text)
    if (symbols.length < MAX_SYMBOLS && text !== '' && end - start <= MAX_SYMBOL_BYTES) symbols.push({ text: makeKey(text), value })
    this.values[slot.column] = value
    return end
  }
}

/** Start of the value of the key at `start`; -1 when the token there is no `key=value`. */
function valueStart(bytes: Uint8Array, start: number): number {
  let at = start
  while ((bytes[at] ?? 0) > SPACE && bytes[at] !== EQUALS && at - start < MAX_KEY_BYTES) at += 1
  return bytes[at] === EQUALS ? at + 1 : -1
}

function tokenEnd(bytes: Uint8Array, start: number): number {
  let at = start
  while ((bytes[at] ?? 0) > SPACE) at += 1
  return at
}

function readHex(bytes: Uint8Array, start: number): number {
  let value = 0
  for (let at = start; ; at += 1) {
    const digit = hexDigit(bytes[at] ?? 0)
    if (digit < 0) return value
    value = value * 16 + digit
  }
}

function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48
  const letter = byte | 0x20
  return letter >= 97 && letter <= 102 ? letter - 87 : -1
}
