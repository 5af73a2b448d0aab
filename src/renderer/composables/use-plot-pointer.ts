/** Pointer and arrow keys on the plots of a view: cursor, pin, drag to zoom, double click to fit. */
import { computed, ref, type Ref } from 'vue'
import type { CaptureSummary } from '../../shared/contract'
import { useApp } from '../app-model'
import type { ViewStore } from '../stores/view'
import { shareOf, spanBetween, type TimeSpan } from '../stores/zoom'

/** A drag shorter than this is a click. */
const DRAG_PX = 4

export interface PlotPointer {
  /** Selected part of the visible span as shares 0..1, while dragging. */
  readonly selection: Readonly<Ref<readonly [number, number] | null>>
  /** Cursor as a share of the visible span, or null when it is outside. */
  readonly cursorShare: Readonly<Ref<number | null>>
  readonly listeners: Readonly<Record<'pointermove' | 'pointerdown' | 'pointerup' | 'pointercancel' | 'pointerleave' | 'dblclick' | 'wheel' | 'keydown', (event: never) => void>>
}

/** Plots are the elements with `data-plot`; all show the same span. */
export function usePlotPointer(capture: () => CaptureSummary): PlotPointer {
  const { view } = useApp()
  const selection = ref<readonly [number, number] | null>(null)
  let anchor: { readonly plot: HTMLElement; readonly share: number; readonly x: number } | null = null

  const span = (): TimeSpan => view.spanOf(capture())
  const timeAt = (share: number): number => timeAtShare(span(), share)
  const cursorShare = computed(() => {
    if (view.cursorNs.value === null) return null
    const share = shareOf(span(), view.cursorNs.value)
    return share >= 0 && share <= 1 ? share : null
  })

  function onMove(event: PointerEvent): void {
    const plot = anchor?.plot ?? plotOf(event)
    if (plot === null) {
      view.moveCursor(null)
      return
    }
    const share = shareIn(plot, event.clientX)
    view.moveCursor(timeAt(share))
    if (anchor !== null && Math.abs(event.clientX - anchor.x) >= DRAG_PX) selection.value = [Math.min(anchor.share, share), Math.max(anchor.share, share)]
  }

  function onDown(event: PointerEvent): void {
    const plot = plotOf(event)
    if (plot === null || event.button !== 0) return
    anchor = { plot, share: shareIn(plot, event.clientX), x: event.clientX }
    plot.setPointerCapture(event.pointerId)
  }

  function onUp(event: PointerEvent): void {
    const picked = selection.value
    const start = anchor
    onCancel()
    if (start === null) return
    if (picked === null) {
      view.togglePin(timeAt(start.share))
      return
    }
    view.show(capture(), spanBetween(timeAt(picked[0]), timeAt(picked[1])))
    // The pointer has not moved, but what lies under it has.
    view.moveCursor(timeAt(shareIn(start.plot, event.clientX)))
  }

  function onCancel(): void {
    selection.value = null
    anchor = null
  }

  const listeners = {
    pointermove: onMove, pointerdown: onDown, pointerup: onUp, pointercancel: onCancel, pointerleave: () => view.moveCursor(null),
    dblclick: (event: MouseEvent) => { if (plotOf(event) !== null) view.fit(capture()) },
    ...navigationListeners(view, capture, () => cursorShare.value ?? 0.5)
  }
  return { selection, cursorShare, listeners }
}

/** Wheel with Ctrl zooms; arrow keys move the cursor; Escape lets it go. */
function navigationListeners(view: ViewStore, capture: () => CaptureSummary, cursorShare: () => number) {
  function wheel(event: WheelEvent): void {
    if (plotOf(event) === null || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    view.zoom(capture(), event.deltaY > 0 ? 1.25 : 0.8)
  }

  function keydown(event: KeyboardEvent): void {
    if (event.key === 'Escape') view.releaseCursor()
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return
    event.preventDefault()
    const step = (event.key === 'ArrowLeft' ? -1 : 1) * (event.shiftKey ? 0.05 : 0.005)
    view.pinAt(timeAtShare(view.spanOf(capture()), Math.min(1, Math.max(0, cursorShare() + step))))
  }

  return { wheel, keydown }
}

function timeAtShare(span: TimeSpan, share: number): number {
  return span.startNs + share * (span.endNs - span.startNs)
}

function plotOf(event: Event): HTMLElement | null {
  return event.target instanceof Element ? event.target.closest<HTMLElement>('[data-plot]') : null
}

function shareIn(plot: HTMLElement, clientX: number): number {
  const box = plot.getBoundingClientRect()
  return box.width > 0 ? Math.min(1, Math.max(0, (clientX - box.left) / box.width)) : 0
}
