/** A recording of 2 GB, made on the way from a short one: what the process needs at most, and what the columns hold in the end. */
import { ftraceText } from './captures'
import { importMemory } from './memory'
import type { Row } from './timing'

const TEXT_BYTES = 2 * 1024 ** 3
const PEAK_BUDGET_BYTES = 1.2e9
const EVENT_BUDGET_BYTES = 40
const FIXED_BUDGET_BYTES = 64e6

export async function benchMemory(): Promise<Row[]> {
  const text = ftraceText()
  const { bytes, events, seconds, peakBytes, heldBytes } = await importMemory(text.bytes, TEXT_BYTES)
  const job = `import ${(bytes / 1e9).toFixed(2)} GB of text`
  const perEvent = (heldBytes - FIXED_BUDGET_BYTES) / events
  return [
    {
      job: `${job}, peak of the process`, ms: seconds * 1000, rate: `${(bytes / 1e6 / seconds).toFixed(0)} MB/s, ${(events / 1e6).toFixed(1)} M events`,
      peer: `${(peakBytes / 1e6).toFixed(0)} MB resident`, budget: '1.2 GB', isMet: peakBytes <= PEAK_BUDGET_BYTES
    },
    {
      job: `${job}, held by the trace`, ms: null, rate: '', peer: `${(heldBytes / 1e6).toFixed(0)} MB, ${(heldBytes / events).toFixed(0)} B per event`,
      budget: '40 B per event + 64 MB', isMet: perEvent <= EVENT_BUDGET_BYTES
    }
  ]
}
