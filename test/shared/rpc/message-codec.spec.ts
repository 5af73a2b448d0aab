import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeMessage, encodeMessage } from '../../../src/shared/rpc/message-codec'

const typedArray = fc.oneof(
  fc.float64Array(), fc.float32Array(), fc.int32Array(), fc.uint32Array(), fc.int16Array(), fc.uint16Array(), fc.int8Array(), fc.uint8Array()
)
const leaf = fc.oneof(fc.string(), fc.boolean(), fc.constant(null), fc.double().map((n) => (Object.is(n, -0) ? 0 : n)), typedArray)
const key = fc.string().filter((name) => !name.startsWith('$') && name !== '__proto__')
const { message } = fc.letrec((tie) => ({
  message: fc.oneof({ maxDepth: 4 }, leaf, fc.array(tie('message'), { maxLength: 5 }), fc.dictionary(key, tie('message'), { maxKeys: 5, noNullPrototype: true }))
}))

describe('the message codec', () => {
  it('gives back what it was given, bit by bit', () => {
    fc.assert(
      fc.property(message, (value) => {
        expect(decodeMessage(encodeMessage(value))).toEqual(value)
      })
    )
  })

  it('decodes from any alignment', () => {
    fc.assert(
      fc.property(fc.float64Array(), fc.integer({ min: 0, max: 15 }), (values, shift) => {
        const bytes = encodeMessage({ values })
        const shifted = new Uint8Array(bytes.byteLength + shift)
        shifted.set(bytes, shift)
        expect(decodeMessage(shifted.subarray(shift))).toEqual({ values })
      })
    )
  })

  it('never does anything but throw on bytes that are no message', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          decodeMessage(bytes)
        } catch (thrown) {
          expect(thrown).toBeInstanceOf(Error)
        }
      })
    )
  })

  it.each([
    ['an array outside of the message', '{"$array":["Float64Array",0,100]}'],
    ['an array at a negative place', '{"$array":["Float64Array",-8,1]}'],
    ['an array of a foreign type', '{"$array":["Function",0,0]}'],
    ['a reference that is none', '{"$array":7}'],
    ['a prototype key', '{"__proto__":{"polluted":1}}'],
    ['nesting without end', `${'['.repeat(100)}${']'.repeat(100)}`]
  ])('refuses %s', (_title, json) => {
    const text = new TextEncoder().encode(json)
    const bytes = new Uint8Array(4 + text.length)
    new DataView(bytes.buffer).setUint32(0, text.length, true)
    bytes.set(text, 4)
    expect(() => decodeMessage(bytes)).toThrow()
  })

  it.each([
    ['a function', { f: () => 1 }],
    ['a big integer', { n: 1n }],
    ['a key that is reserved', { $array: 1 }],
    ['a data view', { view: new DataView(new ArrayBuffer(8)) }]
  ])('refuses to send %s', (_title, value) => {
    expect(() => encodeMessage(value)).toThrow(TypeError)
  })

  it('sends a part of a buffer, not all of it', () => {
    const part = new Float64Array([1, 2, 3, 4]).subarray(1, 3)
    expect(decodeMessage(encodeMessage({ part }))).toEqual({ part: new Float64Array([2, 3]) })
  })

  it('reads a message that is part of a larger Buffer', () => {
    const bytes = Buffer.concat([Buffer.alloc(24, 9), encodeMessage({ part: new Float64Array([2, 3]) })])
    expect(decodeMessage(bytes.subarray(24))).toEqual({ part: new Float64Array([2, 3]) })
  })

  it('sends columns in shared memory', () => {
    const shared = new Float64Array(new SharedArrayBuffer(16)).fill(7)
    expect(decodeMessage(encodeMessage({ shared }))).toEqual({ shared: new Float64Array([7, 7]) })
  })
})
