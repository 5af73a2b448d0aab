/** How long frames take, for development. */
import { onMounted, onScopeDispose, ref, type Ref } from 'vue'

const SAMPLE_FRAMES = 30

/** Milliseconds of the slowest of the last thirty frames. */
export function useFrameTime(): Readonly<Ref<number>> {
  const slowest = ref(0)
  let last = 0
  let worst = 0
  let count = 0
  let request = 0

  function onFrame(now: number): void {
    if (last > 0) worst = Math.max(worst, now - last)
    last = now
    count += 1
    if (count % SAMPLE_FRAMES === 0) {
      slowest.value = Math.round(worst)
      worst = 0
    }
    request = requestAnimationFrame(onFrame)
  }

  onMounted(() => { request = requestAnimationFrame(onFrame) })
  onScopeDispose(() => cancelAnimationFrame(request))
  return slowest
}
