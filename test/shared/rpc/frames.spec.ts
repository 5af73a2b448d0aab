import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FrameReader, toFrame } from '../../../src/shared/rpc/frames'

describe('frames in a byte stream', () => {
  it('come out whole and in order, however the stream is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 50 }), { maxLength: 10 }), fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (payloads, cuts) => {
        const stream = Buffer.concat(payloads.map((payload) => toFrame(payload)))
        const reader = new FrameReader(1000)
        const frames: Uint8Array[] = []
        for (let at = 0, turn = 0; at < stream.length; turn += 1) {
          const size = cuts[turn % cuts.length] ?? 1
          frames.push(...reader.push(stream.subarray(at, at + size)))
          at += size
        }
        expect(frames.map((frame) => [...frame])).toEqual(payloads.map((payload) => [...payload]))
        expect(reader.pendingBytes).toBe(0)
      })
    )
  })

  it('leave out signs of life', () => {
    const frames = new FrameReader(10).push(Buffer.concat([toFrame(new Uint8Array()), toFrame(new Uint8Array([1]))]))
    expect(frames.map((frame) => [...frame])).toEqual([[1]])
  })

  it('that are too long are refused before they are collected', () => {
    expect(() => new FrameReader(10).push(toFrame(new Uint8Array(11)).subarray(0, 4))).toThrow(RangeError)
  })

  it('that are not complete wait', () => {
    const reader = new FrameReader(10)
    expect(reader.push(toFrame(new Uint8Array([1, 2, 3])).subarray(0, 6))).toEqual([])
    expect(reader.pendingBytes).toBe(6)
  })
})
