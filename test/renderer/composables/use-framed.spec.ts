import { describe, expect, it } from 'vitest'
import { effectScope, nextTick, shallowRef } from 'vue'
import type { FrameQueue } from '../../../src/renderer/composables/frame-queue'
import { useFramed } from '../../../src/renderer/composables/use-framed'

/** A queue whose jobs are run by the test. */
function heldQueue(): FrameQueue & { readonly run: () => void; readonly size: () => number } {
  const jobs = new Map<object, () => void>()
  return {
    add: (owner, job) => void jobs.set(owner, job), remove: (owner) => void jobs.delete(owner), size: () => jobs.size,
    run: () => {
      for (const [owner, job] of [...jobs]) {
        jobs.delete(owner)
        job()
      }
    }
  }
}

describe('a value made in a frame', () => {
  it('is there at once, and later ones when a frame has time', async () => {
    const queue = heldQueue()
    const input = shallowRef(1)
    let made = 0
    const scope = effectScope()
    const value = scope.run(() => useFramed(() => [input.value], () => { made += 1; return input.value * 10 }, queue))!
    expect(value.value).toBe(10)
    for (const next of [2, 3, 4]) {
      input.value = next
      await nextTick()
    }
    expect([value.value, made, queue.size()]).toEqual([10, 1, 1])
    queue.run()
    expect([value.value, made]).toEqual([40, 2])
    scope.stop()
  })

  it('is not made again while its inputs are the same', async () => {
    const queue = heldQueue()
    const source = shallowRef({ set: 'a' })
    const scope = effectScope()
    scope.run(() => useFramed(() => [source.value.set], () => source.value.set, queue))
    source.value = { set: 'a' }
    await nextTick()
    expect(queue.size()).toBe(0)
    scope.stop()
  })

  it('is not made any more for a view that is gone', async () => {
    const queue = heldQueue()
    const input = shallowRef(1)
    const scope = effectScope()
    scope.run(() => useFramed(() => [input.value], () => input.value, queue))
    input.value = 2
    await nextTick()
    scope.stop()
    expect(queue.size()).toBe(0)
  })
})
