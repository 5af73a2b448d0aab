/** Failed writes, injected into a run: a fault of the test bench, which no configuration can ask for. */
import type { Machine } from '../../src/engine/machine'

/** Counts of the injected failures. */
export interface FailedWrites {
  refusedCount: number
}

/** From now on the store of a machine refuses every n-th write, as a device that reports an I/O error does; 1 = all of them. */
export function refuseEveryNthWrite({ memory }: Machine, n: number): FailedWrites {
  const { store } = memory
  const writeThrough = store.store.bind(store)
  const failed: FailedWrites = { refusedCount: 0 }
  let writeCount = 0
  store.store = (page, bytes, reserve) => {
    if (++writeCount % n !== 0) return writeThrough(page, bytes, reserve)
    failed.refusedCount++
    return false
  }
  return failed
}
