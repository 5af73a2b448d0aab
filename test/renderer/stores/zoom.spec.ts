import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clampSpan, panSpan, SHORTEST_SPAN_NS, shareOf, spanBetween, zoomSpan, type TimeSpan } from '../../../src/renderer/stores/zoom'

const BOUNDS: TimeSpan = { startNs: 0, endNs: 20e9 }
const time = fc.integer({ min: 0, max: 20e9 })
const span = fc.tuple(time, time).map(([a, b]) => clampSpan(spanBetween(a, b), BOUNDS))

function isInside(inner: TimeSpan): boolean {
  return inner.startNs >= BOUNDS.startNs && inner.endNs <= BOUNDS.endNs && inner.endNs - inner.startNs >= SHORTEST_SPAN_NS - 1
}

describe('zooming and panning', () => {
  it('never leave the capture and never get shorter than a millisecond', () => {
    fc.assert(fc.property(span, fc.double({ min: 0.01, max: 100, noNaN: true }), fc.double({ min: -3, max: 3, noNaN: true }), time, (view, factor, share, anchor) => {
      expect(isInside(zoomSpan(view, BOUNDS, factor, anchor))).toBe(true)
      expect(isInside(panSpan(view, BOUNDS, share))).toBe(true)
    }))
  })

  it('zoom in keeps the anchor where it is on screen', () => {
    fc.assert(fc.property(span, fc.double({ min: 0, max: 1, noNaN: true }), (view, at) => {
      fc.pre(view.endNs - view.startNs > 10 * SHORTEST_SPAN_NS)
      const anchor = view.startNs + at * (view.endNs - view.startNs)
      expect(shareOf(zoomSpan(view, BOUNDS, 0.5, anchor), anchor)).toBeCloseTo(at, 4)
    }))
  })

  it('pan keeps the length', () => {
    fc.assert(fc.property(span, fc.double({ min: -2, max: 2, noNaN: true }), (view, share) => {
      const moved = panSpan(view, BOUNDS, share)
      expect(Math.abs(moved.endNs - moved.startNs - (view.endNs - view.startNs))).toBeLessThanOrEqual(1)
    }))
  })

  it('zooming far out shows the whole capture', () => {
    expect(zoomSpan({ startNs: 3e9, endNs: 4e9 }, BOUNDS, 1000, 3.5e9)).toEqual(BOUNDS)
  })

  it('takes a drag in either direction', () => {
    expect(spanBetween(7, 3)).toEqual({ startNs: 3, endNs: 7 })
  })

  it('fits a capture that is shorter than the shortest span', () => {
    expect(clampSpan({ startNs: 0, endNs: 10 }, { startNs: 0, endNs: 500 })).toEqual({ startNs: 0, endNs: 500 })
  })
})
