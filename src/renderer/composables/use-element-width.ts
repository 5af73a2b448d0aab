/** Width of an element, following its changes. */
import { onScopeDispose, ref, watch, type Ref } from 'vue'

/** Content width in CSS pixels; 0 until the element is on screen. */
export function useElementWidth(element: Readonly<Ref<HTMLElement | null>>): Readonly<Ref<number>> {
  const width = ref(0)
  const observer = new ResizeObserver((entries) => {
    for (const entry of entries) width.value = Math.round(entry.contentRect.width)
  })
  watch(element, (now, before) => {
    if (before) observer.unobserve(before)
    if (now) observer.observe(now)
  }, { immediate: true, flush: 'post' })
  onScopeDispose(() => observer.disconnect())
  return width
}
