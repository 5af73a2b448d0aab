import { describe, expect, it } from 'vitest'
import { createFrameQueue } from '../../../src/renderer/composables/frame-queue'

/** A clock whose frames are run by the test; every job takes `jobMs`. */
function createBench(jobMs: number) {
  let now = 0
  const frames: (() => void)[] = []
  const done: string[] = []
  const queue = createFrameQueue({ now: () => now, requestFrame: (run) => frames.push(run) })
  const add = (name: string, owner: object = {}): object => {
    queue.add(owner, () => { now += jobMs; done.push(name) })
    return owner
  }
  const frame = async (): Promise<void> => {
    for (const run of frames.splice(0)) run()
    await new Promise((settled) => setTimeout(settled, 0))
  }
  return { queue, add, frame, done, frames }
}

describe('the frame queue', () => {
  it('draws no more in a frame than its budget, and the rest in the next ones', async () => {
    const bench = createBench(2)
    for (const name of ['a', 'b', 'c', 'd', 'e']) bench.add(name)
    await bench.frame()
    expect(bench.done).toEqual(['a', 'b'])
    await bench.frame()
    await bench.frame()
    expect(bench.done).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(bench.frames).toHaveLength(0)
  })

  it('draws at least one chart in a frame, however slow', async () => {
    const bench = createBench(100)
    bench.add('slow')
    bench.add('next')
    await bench.frame()
    expect(bench.done).toEqual(['slow'])
  })

  it('draws only the latest state of a chart', async () => {
    const bench = createBench(1)
    const chart = bench.add('old')
    bench.add('new', chart)
    await bench.frame()
    expect(bench.done).toEqual(['new'])
  })

  it('forgets a chart that has gone', async () => {
    const bench = createBench(1)
    bench.queue.remove(bench.add('gone'))
    await bench.frame()
    expect(bench.done).toEqual([])
  })
})
