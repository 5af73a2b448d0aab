/**
 * What a picture would show to be wrong, read from the page instead of compared with a kept picture, which would change with every font: text that is cut off or
 * lies over other text, text outside of the window, charts without ink.
 */
import type { Page } from 'playwright-core'

/** Findings about what is in view now, each with the text that it is about. */
export function layoutFindings(page: Page): Promise<string[]> {
  return page.evaluate(findInPage)
}

/** Runs in the page: whatever it needs is inside. */
function findInPage(): string[] {
  interface Box { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number }
  interface Piece { readonly text: string; readonly element: Element; readonly whole: Box; /** What the window and the elements around it show of it. */ readonly box: Box }
  /** Neighbours may share an edge; glyphs are smaller than their boxes. */
  const OVERLAP_PX = { x: 3, y: 5 }
  const CUT_PX = 2

  const named = (element: Element): boolean => element.closest('[title], [aria-label]') !== null
  const isShown = (element: Element): boolean => (element as HTMLElement).checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) && element.closest('.visually-hidden, [inert]') === null

  function visiblePart(whole: Box, element: Element): Box | null {
    let { left, right, top, bottom } = { left: Math.max(0, whole.left), right: Math.min(innerWidth, whole.right), top: Math.max(0, whole.top), bottom: Math.min(innerHeight, whole.bottom) }
    for (let at: Element | null = element; at !== null; at = at.parentElement) {
      if (getComputedStyle(at).overflowX === 'visible') continue
      const around = at.getBoundingClientRect()
      left = Math.max(left, around.left)
      right = Math.min(right, around.right)
      top = Math.max(top, around.top)
      bottom = Math.min(bottom, around.bottom)
    }
    return right - left < 2 || bottom - top < 2 ? null : { left, right, top, bottom }
  }

  /** Whether nothing with a ground of its own lies over the middle of a box, such as a head that stays in view. */
  function isOnTop({ element, box }: Piece): boolean {
    const stack = document.elementsFromPoint((box.left + box.right) / 2, (box.top + box.bottom) / 2)
    const above = stack.slice(0, Math.max(0, stack.findIndex((at) => at === element || element.contains(at) || at.contains(element))))
    return stack.some((at) => at === element || at.contains(element)) && above.every((at) => /^rgba\(.*, 0\)$/.test(getComputedStyle(at).backgroundColor))
  }

  function pieces(): Piece[] {
    const found: Piece[] = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const text = node.textContent?.trim() ?? ''
      const element = node.parentElement
      if (text === '' || element === null || element.closest('option, script, style') !== null || !isShown(element)) continue
      const range = document.createRange()
      range.selectNodeContents(node)
      for (const whole of range.getClientRects()) {
        const box = visiblePart(whole, element)
        if (box === null) continue
        const piece = { text, element, whole, box }
        if (isOnTop(piece)) found.push(piece)
      }
    }
    return found
  }

  /** The nearest ancestor that cuts what is wider than itself, if it does not scroll. */
  function cutBy({ element, whole }: Piece): Element | null {
    for (let at: Element | null = element; at !== null; at = at.parentElement) {
      const { overflowX, textOverflow } = getComputedStyle(at)
      if (overflowX === 'visible') continue
      if (overflowX === 'auto' || overflowX === 'scroll') return null
      if (whole.right <= at.getBoundingClientRect().right + CUT_PX) continue
      return textOverflow === 'ellipsis' && named(at) ? null : at
    }
    return null
  }

  function overlapping(all: readonly Piece[]): string[] {
    const sorted = [...all].sort((a, b) => a.box.top - b.box.top)
    return sorted.flatMap((piece, index) => {
      const found: string[] = []
      for (let next = index + 1; next < sorted.length; next++) {
        const other = sorted[next] as Piece
        if (other.box.top > piece.box.bottom - OVERLAP_PX.y) break
        const width = Math.min(piece.box.right, other.box.right) - Math.max(piece.box.left, other.box.left)
        if (width > OVERLAP_PX.x && other.element !== piece.element) found.push(`'${piece.text}' and '${other.text}' lie over each other`)
      }
      return found
    })
  }

  function blankCharts(): string[] {
    return [...document.querySelectorAll('canvas')].flatMap((canvas) => {
      const box = canvas.getBoundingClientRect()
      if (box.width === 0 || box.bottom < 0 || box.top > innerHeight || canvas.width === 0) return []
      // Read from a copy: reading the chart itself would slow it down from then on.
      const copy = Object.assign(document.createElement('canvas'), { width: canvas.width, height: canvas.height }).getContext('2d', { willReadFrequently: true })
      copy?.drawImage(canvas, 0, 0)
      const pixels = copy?.getImageData(0, 0, canvas.width, canvas.height).data
      if (pixels === undefined) return []
      for (let at = 3; at < pixels.length; at += 4) if (pixels[at] !== 0) return []
      return [`the chart '${canvas.closest('[aria-label]')?.getAttribute('aria-label') ?? ''}' is blank`]
    })
  }

  const texts = pieces()
  return [
    ...texts.flatMap((piece) => (cutBy(piece) === null ? [] : [`'${piece.text}' is cut off`])),
    ...overlapping(texts), ...blankCharts()
  ]
}
