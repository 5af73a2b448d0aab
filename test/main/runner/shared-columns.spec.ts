import { describe, expect, it } from 'vitest'
import { toSharedColumns } from '../../../src/main/runner/shared-columns'

describe('shared columns', () => {
  it('moves long typed arrays into shared memory and keeps every value', () => {
    const data = { a: Float64Array.from({ length: 500 }, (_, i) => i / 3), nested: [{ b: Uint8Array.from({ length: 2000 }, (_, i) => i) }], n: null, s: 'text' }
    const shared = toSharedColumns(data)
    expect(shared.a.buffer).toBeInstanceOf(SharedArrayBuffer)
    expect(shared.nested[0]!.b.buffer).toBeInstanceOf(SharedArrayBuffer)
    expect([...shared.a]).toEqual([...data.a])
    expect([...shared.nested[0]!.b]).toEqual([...data.nested[0]!.b])
    expect([shared.n, shared.s]).toEqual([null, 'text'])
  })

  it('takes only the part that a view shows', () => {
    const view = Float64Array.from({ length: 1000 }, (_, i) => i).subarray(100, 400)
    expect([...toSharedColumns({ view }).view]).toEqual([...view])
    expect(toSharedColumns({ view }).view.buffer.byteLength).toBe(2400)
  })

  it('leaves small and already shared arrays as they are', () => {
    const small = new Int32Array(10)
    const shared = new Float64Array(new SharedArrayBuffer(8000))
    expect(toSharedColumns({ small, shared })).toEqual({ small, shared })
    expect(toSharedColumns({ shared }).shared).toBe(shared)
  })
})
