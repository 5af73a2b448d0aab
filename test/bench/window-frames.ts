/** Frames of a page while something happens: how far apart they come, and how much CPU time the main thread spends on each. */
import type { Browser, Page } from 'playwright-core'
import type { Row } from './timing'

export interface Frames {
  /** Between two frames, ms, ascending. */
  readonly gapsMs: readonly number[]
  /** CPU time of the main thread for each frame, ms, ascending: scripts, style, layout and painting since the frame before. */
  readonly busyMs: readonly number[]
}

/** A screen of 60 Hz gives a frame every 16.7 ms; a gap above this one has missed a frame. */
const MISSED_MS = 25

/** Counts frames from the start of `work` to half a second after its end. */
export async function measureFrames(browser: Browser, page: Page, work: () => Promise<void>): Promise<Frames> {
  await page.evaluate(() => {
    const frames: number[] = []
    Object.assign(globalThis, { benchFrames: frames })
    const tick = (now: number): void => {
      frames.push(now)
      requestAnimationFrame(tick)
    }
    requestAnimationFrame(tick)
  })
  await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline'] })
  await work()
  await page.waitForTimeout(500)
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] }
  const times = await page.evaluate(() => (globalThis as unknown as { benchFrames: number[] }).benchFrames)
  const gapsMs = times.slice(1).map((now, index) => now - (times[index] ?? now)).sort((a, b) => a - b)
  return { gapsMs, busyMs: busyByFrame(traceEvents) }
}

/** What the machine gives a page that does nothing while frames are counted. */
export async function measureFloor(browser: Browser): Promise<Frames> {
  const page = await browser.newPage()
  const frames = await measureFrames(browser, page, () => page.waitForTimeout(2000))
  await page.close()
  return frames
}

/** As Chromium writes them; times in microseconds. */
interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  readonly ts: number
  readonly dur?: number
  readonly tdur?: number
  readonly args?: { readonly name?: string }
}

/** CPU time of the main thread's tasks from frame to frame. A frame is a task that runs animation callbacks. */
function busyByFrame(events: readonly TraceEvent[]): number[] {
  const place = ({ pid, tid }: TraceEvent): string => `${pid}.${tid}`
  const frames = events.filter(({ name, ph }) => name === 'FireAnimationFrame' && ph === 'X')
  const thread = new Set(frames.map(place))
  const tasks = events.filter((event) => event.ph === 'X' && event.name === 'ThreadControllerImpl::RunTask' && thread.has(place(event))).sort((a, b) => a.ts - b.ts)
  const starts = frames.map(({ ts }) => ts).sort((a, b) => a - b)
  const busyMs: number[] = []
  let sumUs = 0
  let next = 0
  for (const { ts, dur = 0, tdur = 0 } of tasks) {
    sumUs += tdur
    const before = next
    while ((starts[next] ?? Infinity) < ts + dur) next++
    if (next === before) continue
    busyMs.push(sumUs / 1000)
    sumUs = 0
  }
  return busyMs.sort((a, b) => a - b)
}

const rankOf = (sorted: readonly number[], share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN

/** Met when nineteen of twenty frames come in time for a screen of 60 Hz, or as late as those of a page that does nothing. The work beside it is measured while Chromium traces itself. */
export function frameRow(job: string, { gapsMs, busyMs }: Frames, floor: Frames): Row {
  const missed = gapsMs.filter((gap) => gap > MISSED_MS).length
  const gapMs = rankOf(gapsMs, 0.95)
  const floorMs = rankOf(floor.gapsMs, 0.95)
  const workMs = rankOf(busyMs, 0.95)
  return {
    job, ms: gapMs, rate: `p95 between frames; max ${rankOf(gapsMs, 1).toFixed(0)}, ${missed} of ${gapsMs.length} late; main thread p50 ${rankOf(busyMs, 0.5).toFixed(1)}, p95 ${workMs.toFixed(1)} ms`,
    peer: `an empty page: ${floorMs.toFixed(1)} ms`, budget: '60 frames/s', isMet: gapMs <= Math.max(MISSED_MS, floorMs)
  }
}
