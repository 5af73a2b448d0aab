/** A value that changes while something is dragged, once it rests. */
import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'

const REST_MS = 150

/** Follows `source` after it has not changed for a moment. */
export function useSettled<T>(source: () => T, restMs: number = REST_MS): Readonly<ShallowRef<T>> {
  const settled = shallowRef(source()) as ShallowRef<T>
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(source, (value) => {
    clearTimeout(timer)
    timer = setTimeout(() => { settled.value = value }, restMs)
  })
  onScopeDispose(() => clearTimeout(timer))
  return settled
}
