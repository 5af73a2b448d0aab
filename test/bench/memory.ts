/** Memory of this process while it imports a long recording that is made on the way. */
import { setTimeout } from 'node:timers/promises'
import { openCapture } from '../../src/main/import/open-capture'
import { repeatedText } from './repeated-text'

const SWEEP_MS = 200

export interface MemoryUse {
  readonly bytes: number
  readonly events: number
  readonly seconds: number
  /** Resident memory before, and the most that there was. */
  readonly baseBytes: number
  readonly peakBytes: number
  /** What the trace holds: growth of heap and array buffers, garbage collected first where that is possible. */
  readonly heldBytes: number
}

async function held(): Promise<number> {
  const { gc } = globalThis as { gc?: () => void }
  gc?.()
  // array buffers are given back in the background
  await setTimeout(SWEEP_MS)
  gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

/** Imports `totalBytes` of repetitions of `text`. Call it once per process: the peak is that of the process. */
export async function importMemory(text: Uint8Array, totalBytes: number): Promise<MemoryUse> {
  const heldBefore = await held()
  const baseBytes = process.memoryUsage.rss()
  const startMs = performance.now()
  const opened = await openCapture([{ kind: 'stream', name: 'long.txt', stream: repeatedText(text, totalBytes) }])
  if (!opened.ok) throw new Error(opened.error.message)
  const events = Object.values(opened.value.eventCounts).reduce((sum, count) => sum + count, 0)
  const bytes = opened.value.sources.reduce((sum, source) => sum + source.bytes, 0)
  const seconds = (performance.now() - startMs) / 1000
  const peakBytes = process.resourceUsage().maxRSS * 1024
  const heldBytes = (await held()) - heldBefore
  // the trace must be alive up to here
  return { bytes, events, seconds, baseBytes, peakBytes, heldBytes: opened.value.threads.count > 0 ? heldBytes : 0 }
}
