/** Says in numbers why a run came out as it did. Sentences are short and stand on their own. */
import type { Machine } from './machine'

const percent = (part: number, whole: number): string => (whole > 0 ? `${Math.round((part / whole) * 100)} %` : '0 %')
const seconds = (ns: number): string => `${(ns / 1e9).toFixed(2)} s`

/** Facts of one run, most important first. */
export function explainRun(machine: Machine): string[] {
  const c = machine.recorder.counters
  const { costs } = machine.memory
  const facts: string[] = []
  const passes = c.pgstealKswapd > 0 ? (c.pgscanKswapd / c.pgstealKswapd).toFixed(2) : null
  const compressNs = (c.pswpout - c.written > 0 ? c.written : c.pswpout) * costs.compressNs
  facts.push(`kswapd used ${seconds(machine.kswapds.reduce((sum, task) => sum + task.cpuNs, 0))} of CPU time${passes === null ? '' : ` and scanned ${passes} pages per page reclaimed`}.`)
  if (c.queued === 0) facts.push(`All ${c.written} pages were compressed by the reclaiming task itself, about ${seconds(compressNs)} of CPU time.`)
  else facts.push(...explainQueue(machine))
  if (c.keptReferenced > 0) facts.push(`${c.keptReferenced} scanned pages were kept because they had been accessed.`)
  if (c.keptLocked + c.keptWriteback > 0) facts.push(`${c.keptLocked + c.keptWriteback} scanned pages were met while they waited for compression.`)
  const { min } = machine.memory.zone.watermarks
  facts.push(`Lowest free memory: ${machine.memory.zone.lowestFree} pages (min watermark ${Math.round(min)}).`)
  return facts
}

function explainQueue(machine: Machine): string[] {
  const c = machine.recorder.counters
  const facts = [
    `${c.queued} pages went through kcompressd and waited ${(c.waitNs / Math.max(1, c.queued) / 1e6).toFixed(1)} ms on average; ` +
      `${percent(c.fallbackFull, c.queued + c.fallbackFull)} of kswapd's pages met a full FIFO.`,
    `kcompressd used ${seconds(machine.kcompressd.tasks.reduce((sum, task) => sum + task.cpuNs, 0))} of CPU time.`
  ]
  if (c.workerReclaims > 0) facts.push(`Its threads entered direct reclaim themselves ${c.workerReclaims} times.`)
  if (c.pgrotated > 0) facts.push(`${c.pgrotated} written pages were rotated to the inactive tail.`)
  return facts
}
