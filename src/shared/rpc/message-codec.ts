/**
 * Messages as bytes, for wires that carry no structured clone (HTTP). JSON, with typed arrays behind it as raw bytes:
 *
 *   u32 JSON length | JSON (UTF-8) | zeros to a multiple of 8 | array bytes, each padded to a multiple of 8
 *
 * In the JSON `{"$array":[type,offset,length]}` stands for a typed array and `{"$number":"NaN"}` for a number JSON lacks. Little-endian,
 * as every platform that runs a browser. No object of the contract has keys that begin with `$`; such an object is refused.
 */

const ARRAY_TYPES = {
  Float64Array, Float32Array, Int32Array, Uint32Array, Int16Array, Uint16Array, Int8Array, Uint8Array
} as const
type ArrayTypeName = keyof typeof ARRAY_TYPES
type TypedArray = InstanceType<(typeof ARRAY_TYPES)[ArrayTypeName]>

const HEADER_BYTES = 4
const ALIGNMENT = 8
/** Deeper data is no message of ours; the bound keeps hostile input from exhausting the stack. */
const MAX_DEPTH = 64
const SPECIAL_NUMBERS: Readonly<Record<string, number>> = { NaN: Number.NaN, Infinity: Number.POSITIVE_INFINITY, '-Infinity': Number.NEGATIVE_INFINITY }

const align = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT

function toJsonShape(value: unknown, arrays: TypedArray[], depth: number): unknown {
  if (depth > MAX_DEPTH) throw new RangeError('message is nested too deeply')
  if (typeof value === 'number') return Number.isFinite(value) ? value : { $number: String(value) }
  if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint') throw new TypeError(`a ${typeof value} cannot be sent`)
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map((item: unknown) => toJsonShape(item, arrays, depth + 1))
  if (ArrayBuffer.isView(value)) return arrayReference(value as TypedArray, arrays)
  const shaped: Record<string, unknown> = {}
  for (const [key, child] of Object.entries(value)) {
    if (key.startsWith('$') || key === '__proto__') throw new TypeError(`key '${key}' cannot be sent`)
    shaped[key] = toJsonShape(child, arrays, depth + 1)
  }
  return shaped
}

/** The array's place is its index until all arrays are known. */
function arrayReference(array: TypedArray, arrays: TypedArray[]): unknown {
  const name = array.constructor.name
  if (!Object.hasOwn(ARRAY_TYPES, name)) throw new TypeError(`a ${name} cannot be sent`)
  const offset = arrays.reduce((sum, earlier) => sum + align(earlier.byteLength), 0)
  arrays.push(array)
  return { $array: [name, offset, array.length] }
}

/**
 * Encodes plain data with typed arrays.
 * @throws {TypeError | RangeError} for data that the contract does not know (a bug of the sender)
 */
export function encodeMessage(value: unknown): Uint8Array<ArrayBuffer> {
  const arrays: TypedArray[] = []
  const json = new TextEncoder().encode(JSON.stringify(toJsonShape(value, arrays, 0)))
  const bodyStart = align(HEADER_BYTES + json.byteLength)
  const bytes = new Uint8Array(bodyStart + arrays.reduce((sum, array) => sum + align(array.byteLength), 0))
  new DataView(bytes.buffer).setUint32(0, json.byteLength, true)
  bytes.set(json, HEADER_BYTES)
  let offset = bodyStart
  for (const array of arrays) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), offset)
    offset += align(array.byteLength)
  }
  return bytes
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function readArray(reference: unknown, body: Uint8Array): TypedArray {
  const [name, offset, length] = Array.isArray(reference) ? (reference as unknown[]) : []
  if (typeof name !== 'string' || !Object.hasOwn(ARRAY_TYPES, name)) throw new TypeError('unknown array type')
  const type = ARRAY_TYPES[name as ArrayTypeName]
  const isPlace = (place: unknown): place is number => typeof place === 'number' && Number.isInteger(place) && place >= 0
  if (!isPlace(offset) || !isPlace(length) || offset + length * type.BYTES_PER_ELEMENT > body.byteLength) throw new RangeError('array outside the message')
  // Copied: the result must not keep the whole frame alive, and may stand at any alignment. Not by `slice`, which copies nothing of a Buffer.
  return new type(new Uint8Array(body.subarray(offset, offset + length * type.BYTES_PER_ELEMENT)).buffer)
}

function fromJsonShape(value: unknown, body: Uint8Array, depth: number): unknown {
  if (depth > MAX_DEPTH) throw new RangeError('message is nested too deeply')
  if (Array.isArray(value)) return value.map((item: unknown) => fromJsonShape(item, body, depth + 1))
  if (!isRecord(value)) return value
  if ('$array' in value) return readArray(value['$array'], body)
  if ('$number' in value) return SPECIAL_NUMBERS[String(value['$number'])] ?? Number.NaN
  const entries = Object.entries(value)
  if (entries.some(([key]) => key === '__proto__')) throw new TypeError('forbidden key')
  return Object.fromEntries(entries.map(([key, child]) => [key, fromJsonShape(child, body, depth + 1)]))
}

/**
 * Decodes what `encodeMessage` made. The result is unchecked data: give it to `parseMessage`.
 * @throws {Error} for bytes that are no message
 */
export function decodeMessage(bytes: Uint8Array): unknown {
  if (bytes.byteLength < HEADER_BYTES) throw new RangeError('message is too short')
  const jsonBytes = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true)
  if (HEADER_BYTES + jsonBytes > bytes.byteLength) throw new RangeError('message is cut off')
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(HEADER_BYTES, HEADER_BYTES + jsonBytes))
  return fromJsonShape(JSON.parse(text), bytes.subarray(Math.min(align(HEADER_BYTES + jsonBytes), bytes.byteLength)), 0)
}
