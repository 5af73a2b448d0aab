/** Whether an element is on screen, or nearly: what nobody sees is neither drawn nor measured. */
import { onScopeDispose, ref, watch, type Ref } from 'vue'

/** Pixels beyond the edge that still count, so that scrolling finds things ready. */
const MARGIN = '120px'

/** False until the element is there. */
export function useOnScreen(element: Readonly<Ref<HTMLElement | null>>): Readonly<Ref<boolean>> {
  const isOnScreen = ref(false)
  const observer = new IntersectionObserver((entries) => { isOnScreen.value = entries.some((entry) => entry.isIntersecting) }, { rootMargin: MARGIN })
  watch(element, (now, before) => {
    if (before) observer.unobserve(before)
    if (now) observer.observe(now)
  }, { immediate: true, flush: 'post' })
  onScopeDispose(() => observer.disconnect())
  return isOnScreen
}
