/** What the window shows: the page, and for each capture the visible span and the cursor. */
import { ref, shallowReactive, shallowRef } from 'vue'
import type { CaptureSummary } from '../../shared/contract'
import type { TimeSpan } from './zoom'
import { clampSpan, isSameSpan, panSpan, zoomSpan } from './zoom'

export const PAGES = ['capture', 'configs', 'compare', 'sweep', 'report'] as const
export type Page = (typeof PAGES)[number]

/** Columns of the comparison: each run by itself, all in one plot, each minus the baseline, or a prediction over what was recorded. */
export const COMPARE_MODES = ['side', 'overlay', 'delta', 'prediction'] as const
export type CompareMode = (typeof COMPARE_MODES)[number]

/** Pixels of a row of small multiples. */
export const SHORTEST_ROW = 68
export const TALLEST_ROW = 260
const USUAL_ROW = 92

export type ViewStore = ReturnType<typeof createViewStore>

/** Page, linked zoom and linked cursor. All charts of a capture share one span and one cursor. */
export function createViewStore() {
  const page = ref<Page>('capture')
  const compareMode = ref<CompareMode>('side')
  const spans = shallowReactive(new Map<string, TimeSpan>())
  /** Time under the pointer, ns on the trace clock; null when it is outside. */
  const cursorNs = shallowRef<number | null>(null)
  const isPinned = ref(false)
  const rowHeight = ref(USUAL_ROW)

  const boundsOf = (capture: CaptureSummary): TimeSpan => ({ startNs: capture.startNs, endNs: capture.endNs })
  const spanOf = (capture: CaptureSummary): TimeSpan => spans.get(capture.captureId) ?? boundsOf(capture)
  const isZoomed = (capture: CaptureSummary): boolean => !isSameSpan(spanOf(capture), boundsOf(capture))

  function show(capture: CaptureSummary, span: TimeSpan): void {
    spans.set(capture.captureId, clampSpan(span, boundsOf(capture)))
  }

  function zoom(capture: CaptureSummary, factor: number): void {
    const span = spanOf(capture)
    const anchor = cursorNs.value ?? (span.startNs + span.endNs) / 2
    spans.set(capture.captureId, zoomSpan(span, boundsOf(capture), factor, anchor))
  }

  function pan(capture: CaptureSummary, share: number): void {
    spans.set(capture.captureId, panSpan(spanOf(capture), boundsOf(capture), share))
  }

  function fit(capture: CaptureSummary): void {
    spans.delete(capture.captureId)
  }

  function moveCursor(timeNs: number | null): void {
    if (!isPinned.value) cursorNs.value = timeNs
  }

  /** Pins the cursor where it is, or lets it go. */
  function togglePin(timeNs: number): void {
    isPinned.value = !isPinned.value
    cursorNs.value = timeNs
  }

  function resizeRows(by: number): void {
    rowHeight.value = Math.min(TALLEST_ROW, Math.max(SHORTEST_ROW, rowHeight.value + by))
  }

  function pinAt(timeNs: number): void {
    isPinned.value = true
    cursorNs.value = timeNs
  }

  function releaseCursor(): void {
    isPinned.value = false
    cursorNs.value = null
  }

  return { rowHeight, resizeRows, releaseCursor, pinAt, page, compareMode, cursorNs, isPinned, boundsOf, spanOf, isZoomed, show, zoom, pan, fit, moveCursor, togglePin }
}
