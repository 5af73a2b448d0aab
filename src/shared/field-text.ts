/** Values of configuration fields as people write and read them: one value in the editor, or a list of values to sweep over. */
import { findConfigField, type ConfigField } from './config-fields'
import { formatCount } from './format'
import { fail, ok, type Result } from './result'

/** How a field that may be null says so. */
export const AS_RECORDED = 'as recorded'
const MAX_CPU = 1023
/** Values of one field in a sweep. */
export const MAX_FIELD_VALUES = 64

/** Text of a value in the editor and in lists of differences. */
export function fieldText(field: ConfigField, value: unknown): string {
  const { input } = field
  if (value === null) return AS_RECORDED
  if (input.kind === 'switch') return value === true ? 'yes' : 'no'
  if (input.kind === 'cpus') return Array.isArray(value) ? cpuListText(value as number[]) : 'all'
  if (input.kind === 'set' && Array.isArray(value)) return input.options.filter((option) => value.includes(option.value)).map((option) => option.title).join(', ') || 'nobody'
  if (input.kind === 'choice') return input.options.find((option) => option.value === value)?.title ?? String(value)
  return String(value)
}

/** Short text of a value, for axes and table cells, as `readFieldValues` takes it. */
export function shortFieldText(field: ConfigField, value: unknown): string {
  if (value === null) return 'recorded'
  if (field.input.kind === 'set' && Array.isArray(value)) return value.join('+') || 'nobody'
  return field.input.kind === 'choice' ? String(value) : fieldText(field, value)
}

/** Short text of a value by the path of its field. */
export function fieldValueText(path: string, value: unknown): string {
  const field = findConfigField(path)
  return field === undefined ? String(value) : shortFieldText(field, value)
}

/** Reads a text field: numbers, CPU lists; empty means "as recorded" where that is allowed. */
export function readFieldText(field: ConfigField, text: string): Result<unknown, string> {
  const trimmed = text.trim()
  if (trimmed === '' || trimmed === AS_RECORDED || trimmed === 'recorded') return field.isNullable ? ok(null) : fail('A value is needed.')
  if (field.input.kind === 'cpus') return readCpuList(trimmed)
  if (field.input.kind === 'integer' || field.input.kind === 'number') return readNumber(field.input, trimmed.replace(/[\s\u2009\u202f]/g, ''))
  if (field.input.kind === 'oneOf') return readOneOf(field.input.values, trimmed)
  return ok(trimmed)
}

function readOneOf(values: readonly number[], text: string): Result<number, string> {
  return values.includes(Number(text)) ? ok(Number(text)) : fail(`One of ${values.join(', ')}.`)
}

/** What separates the values of a list, in words. */
export function fieldValuesHint(field: ConfigField): string {
  const { input } = field
  if (input.kind === 'cpus') return 'all; 0-1; 2, 3'
  if (input.kind === 'set') return `${input.options.map(({ value }) => value).join(', ')}, ${input.options.map(({ value }) => value).join('+')}`
  if (input.kind === 'choice') return input.options.map(({ value }) => value).join(', ')
  if (input.kind === 'switch') return 'no, yes'
  if (input.kind === 'oneOf') return input.values.join(', ')
  return `1, 2, 4 or 1..8 or 24..4096 x2${field.isNullable ? ' or recorded' : ''}`
}

/**
 * Reads the values of a field to sweep over: separated by commas (CPU lists by semicolons). Numbers may be ranges: `1..4`, `0..100 +25`
 * (steps), `24..4096 x2` (factors; the upper end is always part of it).
 * @returns each value once, in the order written; otherwise a sentence that says what is expected
 */
export function readFieldValues(field: ConfigField, text: string): Result<readonly unknown[], string> {
  const parts = text.split(field.input.kind === 'cpus' ? ';' : /[,;]/).map((part) => part.trim()).filter((part) => part !== '')
  const values: unknown[] = []
  for (const part of parts) {
    const read = readPart(field, part)
    if (!read.ok) return read
    values.push(...read.value)
  }
  const once = values.filter((value, index) => values.findIndex((other) => JSON.stringify(other) === JSON.stringify(value)) === index)
  if (once.length === 0) return fail(`At least one value is needed, such as ${fieldValuesHint(field)}.`)
  return once.length > MAX_FIELD_VALUES ? fail(`At most ${MAX_FIELD_VALUES} values; these are ${formatCount(once.length)}.`) : ok(once)
}

function readPart(field: ConfigField, part: string): Result<readonly unknown[], string> {
  const { input } = field
  if (field.isNullable && /^(as )?recorded$/i.test(part)) return ok([null])
  if (input.kind === 'integer' || input.kind === 'number') return readRange(field, part)
  if (input.kind === 'switch') return readOne(SWITCH_WORDS.get(part.toLowerCase()), 'yes or no')
  if (input.kind === 'choice') return readOne(input.options.find(({ value, title }) => value === part || title === part)?.value, input.options.map(({ value }) => value).join(', '))
  if (input.kind === 'set') return readMembers(part, input.options.map(({ value }) => value))
  const read = readFieldText(field, part)
  return read.ok ? ok([read.value]) : read
}

const SWITCH_WORDS: ReadonlyMap<string, boolean> = new Map([['yes', true], ['on', true], ['true', true], ['no', false], ['off', false], ['false', false]])

function readOne(value: unknown, expected: string): Result<readonly unknown[], string> {
  return value === undefined ? fail(`One of ${expected}.`) : ok([value])
}

/** `kswapd+direct`; `nobody` is the empty set. */
function readMembers(part: string, allowed: readonly string[]): Result<readonly unknown[], string> {
  if (part === 'nobody') return ok([[]])
  const members = part.split('+').map((member) => member.trim())
  return members.every((member) => allowed.includes(member)) ? ok([allowed.filter((member) => members.includes(member))]) : fail(`${allowed.join(', ')}, or several joined by +.`)
}

const RANGE = /^([^.]+(?:\.\d+)?)\s*\.\.\s*([^x*+]+?)\s*(?:([x*+])\s*(.+))?$/

function readRange(field: ConfigField, part: string): Result<readonly unknown[], string> {
  const [, first, last, operator = '+', by = '1'] = RANGE.exec(part) ?? []
  if (first === undefined || last === undefined) {
    const one = readFieldText(field, part)
    return one.ok ? ok([one.value]) : one
  }
  const ends = [readFieldText(field, first), readFieldText(field, last)] as const
  for (const end of ends) if (!end.ok) return end
  const [from, to] = ends.map((end) => (end.ok ? Number(end.value) : Number.NaN)) as [number, number]
  const step = Number(by)
  const isFactor = operator !== '+'
  if (!Number.isFinite(step) || (isFactor ? step <= 1 || from <= 0 : step <= 0) || to < from) return fail('A range goes up: 1..8, 0..100 +25 or 24..4096 x2.')
  return ok(rangeValues(from, to, isFactor ? (value) => value * step : (value) => value + step, field.input.kind === 'integer'))
}

/** One more than may be: the list's own check then says how many at most. */
function rangeValues(from: number, to: number, next: (value: number) => number, isWhole: boolean): number[] {
  const values: number[] = []
  for (let value = from; value < to && values.length <= MAX_FIELD_VALUES; value = next(value)) values.push(isWhole ? Math.round(value) : Number(value.toPrecision(12)))
  return [...values, to]
}

function readNumber({ kind, min, max }: { readonly kind: 'integer' | 'number'; readonly min: number; readonly max: number }, text: string): Result<number, string> {
  const value = /^[+-]?\d+(\.\d+)?$/.test(text.replace('−', '-')) ? Number(text.replace('−', '-')) : Number.NaN
  const isRight = kind === 'integer' ? Number.isInteger(value) : Number.isFinite(value)
  if (isRight && value >= min && value <= max) return ok(value)
  return fail(`${kind === 'integer' ? 'A whole number' : 'A number'} from ${formatCount(min)} to ${formatCount(max)}.`)
}

/** `all`, or numbers and ranges: `0-3, 6`. */
function readCpuList(text: string): Result<'all' | number[], string> {
  if (text.toLowerCase() === 'all') return ok('all')
  const cpus = new Set<number>()
  for (const part of text.split(',').map((each) => each.trim()).filter((each) => each !== '')) {
    const [, first, last = first] = /^(\d{1,4})(?:\s*[-–]\s*(\d{1,4}))?$/.exec(part) ?? []
    const [from, to] = [Number(first), Number(last)]
    if (first === undefined || to < from || to > MAX_CPU) return fail('all, or CPUs such as 0-3, 6.')
    for (let cpu = from; cpu <= to; cpu += 1) cpus.add(cpu)
  }
  return cpus.size === 0 ? fail('all, or CPUs such as 0-3, 6.') : ok([...cpus].sort((a, b) => a - b))
}

function cpuListText(cpus: readonly number[]): string {
  const runs: [number, number][] = []
  for (const cpu of [...cpus].sort((a, b) => a - b)) {
    const open = runs.at(-1)
    if (open !== undefined && cpu <= open[1] + 1) open[1] = cpu
    else runs.push([cpu, cpu])
  }
  return runs.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(', ')
}
