/** Frames of a page while something happens: how far apart they come, and how much CPU time the main thread spends on each. */
import type { Page } from 'playwright-core'
import type { Row } from './timing'

export interface Frames {
  /** Between two frames, ms, ascending. */
  readonly gapsMs: readonly number[]
  /** CPU time of the main thread: scripts, style, layout and painting. */
  readonly busyMs: number
}

const BUDGET_MS = 16
/** A screen of 60 Hz gives a frame every 16.7 ms; a gap above this one has missed a frame. */
const MISSED_MS = 25

/** Counts frames from the start of `work` to half a second after its end. */
export async function measureFrames(page: Page, work: () => Promise<void>): Promise<Frames> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const busyS = async (): Promise<number> => (await session.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0
  await page.evaluate(() => {
    const frames: number[] = []
    Object.assign(globalThis, { benchFrames: frames })
    const tick = (now: number): void => {
      frames.push(now)
      requestAnimationFrame(tick)
    }
    requestAnimationFrame(tick)
  })
  const before = await busyS()
  await work()
  await page.waitForTimeout(500)
  const after = await busyS()
  const times = await page.evaluate(() => (globalThis as unknown as { benchFrames: number[] }).benchFrames)
  await session.detach()
  const gapsMs = times.slice(1).map((now, index) => now - (times[index] ?? now)).sort((a, b) => a - b)
  return { gapsMs, busyMs: (after - before) * 1000 }
}

/** Met when nineteen of twenty frames come without a miss and the work of a frame is within the budget. */
export function frameRow(job: string, { gapsMs, busyMs }: Frames): Row {
  const at = (share: number): number => gapsMs[Math.min(gapsMs.length - 1, Math.floor(gapsMs.length * share))] ?? Number.NaN
  const perFrameMs = busyMs / gapsMs.length
  const missed = gapsMs.filter((gap) => gap > MISSED_MS).length
  return {
    job, ms: perFrameMs, rate: `main thread per frame; frames apart p50 ${at(0.5).toFixed(1)}, p95 ${at(0.95).toFixed(1)}, max ${at(1).toFixed(0)} ms`,
    peer: `${missed} of ${gapsMs.length} frames late`, budget: `${BUDGET_MS} ms`, isMet: perFrameMs <= BUDGET_MS && at(0.95) <= MISSED_MS
  }
}
