/** A value that is made in a frame that has time for it: the charts of a view change one after the other, and none of them holds up a frame for all. */
import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import { frameQueue, type FrameQueue } from './frame-queue'

/**
 * Follows `make`, which costs too much to run for every chart at once. The first value is there at once.
 * @param inputs what the value is made of, cheap to compare; `make` runs again when one of them is another
 */
export function useFramed<T>(inputs: () => readonly unknown[], make: () => T, queue: FrameQueue = frameQueue): Readonly<ShallowRef<T>> {
  const value = shallowRef(make()) as ShallowRef<T>
  const owner = {}
  watch(inputs, (now, before) => {
    if (now.some((input, index) => input !== before[index])) queue.add(owner, () => { value.value = make() })
  })
  onScopeDispose(() => queue.remove(owner))
  return value
}
