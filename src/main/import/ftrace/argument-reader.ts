/**
 * Reads `key=value key=value …` arguments into a scratch array. The keys of one event come in the same order on every line of
 * a file, so each key is first compared with the one that stood there on the line before; only a surprise costs a look-up.
 */
import { DASH, EQUALS, hasKey, isDigit, latin1, makeKey, SPACE, ZERO, type ByteKey, type TextBlock } from './bytes'
import { symbolicValue, type ValueForm } from './values'

/** Where the value of a key goes: index into the scratch array. */
export interface ArgumentTarget {
  readonly column: number
  readonly form: ValueForm
}

interface Slot extends ArgumentTarget {
  /** Key with its `=`. */
  readonly key: ByteKey
  /** Symbolic values seen, newest last. */
  readonly symbols: { readonly text: ByteKey; readonly value: number }[]
}

const IGNORED = -1
const MAX_SLOTS = 64
const MAX_SYMBOLS = 32
const MAX_SYMBOL_BYTES = 256
const MAX_KEY_BYTES = 64
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
  private readonly layout: Slot[] = []

  constructor(columnCount: number, targets: ReadonlyMap<string, ArgumentTarget>) {
    this.values = new Float64Array(columnCount)
    this.targets = targets
  }

  /** Reads the arguments that start at `position`, up to the end of the line. */
  read(block: TextBlock, position: number): void {
    const bytes = block.bytes
    const values = this.values
    for (let column = 0; column < values.length; column += 1) values[column] = NaN
    let at = position
    for (let index = 0; index < MAX_SLOTS; index += 1) {
      while (bytes[at] === SPACE) at += 1
      if ((bytes[at] ?? 0) < SPACE) return
      let slot = this.layout[index]
      if (slot === undefined || !hasKey(block.view, at, slot.key)) slot = this.learn(bytes, at, index)
      if (slot === undefined) at = tokenEnd(bytes, at)
      else if (slot.column === IGNORED) at = tokenEnd(bytes, at + slot.key.length)
      else at = this.readValue(block, at + slot.key.length, slot)
    }
  }

  /** Slot of the key at `at`; undefined when the token there is no `key=value`. */
  private learn(bytes: Uint8Array, at: number, index: number): Slot | undefined {
    let end = at
    while ((bytes[end] ?? 0) > SPACE && bytes[end] !== EQUALS && end - at < MAX_KEY_BYTES) end += 1
    if (bytes[end] !== EQUALS) return undefined
    const key = latin1(bytes, at, end)
    let slot = this.known.get(key)
    if (slot === undefined) {
      const target = this.targets.get(key)
      slot = { column: target?.column ?? IGNORED, form: target?.form ?? 'number', key: makeKey(`${key}=`), symbols: [] }
      if (this.known.size < MAX_SLOTS) this.known.set(key, slot)
    }
    if (index <= this.layout.length) this.layout[index] = slot
    return slot
  }

  /** Reads the value at `start`; returns the end of its token. */
  private readValue(block: TextBlock, start: number, slot: Slot): number {
    const bytes = block.bytes
    const isNegative = bytes[start] === DASH
    let at = isNegative ? start + 1 : start
    const first = at
    const smallEnd = at + SMALL_DIGITS
    let small = 0
    for (let digit = (bytes[at] ?? 0) - ZERO; digit >= 0 && digit <= 9 && at < smallEnd; digit = (bytes[at] ?? 0) - ZERO) {
      small = small * 10 + digit
      at += 1
    }
    let value = small
    if (at === smallEnd) {
      for (; isDigit(bytes[at]); at += 1) value = value * 10 + (bytes[at] ?? 0) - ZERO
    }
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
      if (symbol === undefined || !hasKey(block.view, start, symbol.text)) continue
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
