/** Which process a file belongs to, and whether that still runs: a pid alone comes again after a restart. */
import { readFileSync } from 'node:fs'
import { uptime } from 'node:os'
import * as v from 'valibot'

export const processOwnerSchema = v.object({ pid: v.pipe(v.number(), v.integer(), v.minValue(1)), startedAtMs: v.pipe(v.number(), v.finite()) })
/** `startedAtMs` since 1970. */
export type ProcessOwner = v.InferOutput<typeof processOwnerSchema>

/** Clocks are set while processes run. */
const TOLERANCE_MS = 60_000
/** `USER_HZ`, 100 a second on every Linux that Node runs on: proc(5). */
const MS_PER_TICK = 10

export function thisProcess(): ProcessOwner {
  return { pid: process.pid, startedAtMs: Date.now() - process.uptime() * 1000 }
}

/** Whether that very process runs. Without a way to learn when the running one started, at least not one of before the machine's start. */
export function isRunning({ pid, startedAtMs }: ProcessOwner): boolean {
  if (!answers(pid)) return false
  const bootMs = Date.now() - uptime() * 1000
  const ticks = startTicks(pid)
  if (ticks === null) return startedAtMs > bootMs - TOLERANCE_MS
  return Math.abs(bootMs + ticks * MS_PER_TICK - startedAtMs) < TOLERANCE_MS
}

function answers(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM'
  }
}

/** Field 22 of the process's `stat`; null where there is none. The name in field 2 may hold spaces and brackets. */
function startTicks(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const ticks = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19])
    return Number.isFinite(ticks) ? ticks : null
  } catch {
    return null
  }
}
