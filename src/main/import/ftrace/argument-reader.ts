/**
 * Reads `key=value key=value …` arguments into a scratch array. Lines of one event differ in few places: a line is compared, eight
 * bytes at a time, with the one before, and only values that differ are read.
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
/** Longer lines are read key by key. */
const MAX_IMAGE_BYTES = 2048
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
  /** The line before: its bytes up to the one that ends it (0 of them when it cannot be compared with), and where its values are. */
  private readonly image = new Uint8Array(MAX_IMAGE_BYTES + STEP)
  private readonly imageView = new DataView(this.image.buffer)
  private imageLength = 0
  private readonly slots: Slot[] = []
  private readonly starts = new Int32Array(MAX_KEYS)
  private readonly ends = new Int32Array(MAX_KEYS)

  constructor(columnCount: number, targets: ReadonlyMap<string, ArgumentTarget>) {
    this.values = new Float64Array(columnCount)
    this.targets = targets
  }

  /** Reads the arguments that start at `position`; returns the position of the byte that ended them. */
  read(block: TextBlock, position: number): number {
    return this.imageLength > 0 && this.readChanges(block, position) ? position + this.imageLength - 1 : this.readAll(block, position)
  }

  /** Reads the values that differ from those of the line before. False when more than values differs. */
  private readChanges(block: TextBlock, position: number): boolean {
    if (position + this.imageLength + STEP > block.size) return false
    const { image, imageView } = this
    const { bytes, view } = block
    let value = 0
    for (let at = 0; at < this.imageLength; ) {
      // Equal doubles are equal bytes but for zeros of either sign and NaN, which no eight characters of text are.
      if (imageView.getFloat64(at, true) === view.getFloat64(position + at, true)) {
        at += STEP
        continue
      }
      let differs = at
      while (image[differs] === bytes[position + differs]) differs += 1
      if (differs >= this.imageLength) return true
      while (value < this.slots.length && (this.ends[value] ?? 0) < differs) value += 1
      if (value === this.slots.length || (this.starts[value] ?? 0) > differs || !this.readChange(block, position, value)) return false
      at = this.ends[value] ?? 0
      value += 1
    }
    return true
  }

  /** Reads one value again and puts it into the image, moving what comes behind it; of an ignored one the length is enough. False when there is no room. */
  private readChange(block: TextBlock, position: number, index: number): boolean {
    const { image, starts, ends } = this
    const start = starts[index] ?? 0
    const oldEnd = ends[index] ?? 0
    const slot = this.slots[index] as Slot
    const end = this.readValue(block, position + start, slot) - position
    const growth = end - oldEnd
    if (growth !== 0) {
      const length = this.imageLength + growth
      if (length > MAX_IMAGE_BYTES || position + length + STEP > block.size) return false
      image.copyWithin(end, oldEnd, this.imageLength)
      this.imageLength = length
      for (let later = index + 1; later < this.slots.length; later += 1) starts[later] = (starts[later] ?? 0) + growth
      for (let later = index; later < this.slots.length; later += 1) ends[later] = (ends[later] ?? 0) + growth
    }
    if (slot.column === IGNORED && growth === 0) return true
    for (let at = start; at < end; at += 1) image[at] = block.bytes[position + at] ?? 0
    return true
  }

  /** Reads arguments key by key, and keeps the line to compare with when it is nothing but different keys and their values. */
  private readAll(block: TextBlock, position: number): number {
    const bytes = block.bytes
    this.values.fill(NaN)
    this.imageLength = 0
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
    if (isRegular && at - position < MAX_IMAGE_BYTES) {
      this.image.set(bytes.subarray(position, at + 1))
      this.imageLength = at + 1 - position
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
