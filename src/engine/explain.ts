/** Says in numbers why a run came out as it did. Sentences are short and stand on their own. */
import { settingOf } from '../shared/config-fields'
import { backEndFacts } from './back-end-metrics'
import { interferenceNs, threadsWaitedNs } from './interference'
import type { Machine } from './machine'
import { hasRwPage } from './kernel-release'
import { kswapdAwakeNs } from './run-metrics'

const percent = (part: number, whole: number): string => (whole > 0 ? `${Math.round((part / whole) * 100)} %` : '0 %')
const seconds = (ns: number): string => `${(ns / 1e9).toFixed(2)} s`
const cpuNsOf = (tasks: readonly { readonly cpuNs: number }[]): number => tasks.reduce((sum, task) => sum + task.cpuNs, 0)

/** Facts of one run, most important first. */
export function explainRun(machine: Machine): string[] {
  return [...kswapdFacts(machine), ...queueFacts(machine), ...backEndFacts(machine.backEnd), ...optionFacts(machine), ...memoryFacts(machine), ...cpuFacts(machine)]
}

/** Where kswapd's time went. Its compression is scaled from work to CPU time by what its work took as a whole. */
function kswapdFacts(machine: Machine): string[] {
  const { kswapds, recorder } = machine
  const c = recorder.counters
  const cpuNs = cpuNsOf(kswapds)
  const workNs = kswapds.reduce((sum, task) => sum + task.workNs, 0)
  const compressNs = workNs > 0 ? Math.min(cpuNs, (c.kswapdCompressNs * cpuNs) / workNs) : 0
  const waitedNs = threadsWaitedNs(kswapds, machine.scheduler.nowNs)
  const facts = [
    `kswapd was awake for ${seconds(kswapdAwakeNs(machine))}: ${seconds(cpuNs - compressNs)} scanning and freeing, ${seconds(compressNs)} compressing, ${seconds(waitedNs)} ready without a CPU.`
  ]
  if (c.pgstealKswapd > 0) facts.push(`kswapd scanned ${(c.pgscanKswapd / c.pgstealKswapd).toFixed(2)} pages per page reclaimed.`)
  if (c.keptReferenced > 0) facts.push(`${c.keptReferenced} scanned pages were kept because they had been accessed.`)
  return facts
}

function queueFacts(machine: Machine): string[] {
  if (machine.handOverRefusal !== null) return [machine.handOverRefusal]
  const c = machine.recorder.counters
  const { tasks } = machine.kcompressd
  if (c.queued === 0) return [`All ${c.kswapdWrites + c.directWrites} pages were compressed by the task that reclaimed them: ${c.kswapdWrites} by kswapd, ${c.directWrites} in direct reclaim.`]
  const facts = [
    `${c.queued} pages went through kcompressd and waited ${(c.waitNs / c.queued / 1e6).toFixed(1)} ms on average.`,
    `kswapd compressed ${percent(c.kswapdWrites, c.kswapdWrites + c.queued)} of its pages itself; ${c.fallbackFull} pages met a full queue.`,
    `kcompressd used ${seconds(cpuNsOf(tasks))} of CPU time and was ready without a CPU for ${seconds(threadsWaitedNs(tasks, machine.scheduler.nowNs))}.`
  ]
  if (c.directWrites > 0) facts.push(`Direct reclaim compressed ${c.directWrites} pages itself.`)
  if (c.workerReclaims > 0) facts.push(`kcompressd itself entered direct reclaim ${c.workerReclaims} times.`)
  if (c.keptLocked + c.keptWriteback > 0) facts.push(`${c.keptLocked + c.keptWriteback} scanned pages were met while they waited for compression.`)
  if (c.pgrotated > 0) facts.push(`${c.pgrotated} written pages were rotated to the inactive tail.`)
  if (isRotationRefused(machine)) facts.push('No written page could be rotated: zram of this kernel (before 6.3) writes pages while they are locked, so rotation at the mm level changes nothing.')
  if (c.cancelled > 0) facts.push(`${c.cancelled} queued pages were taken back by a fault before they were compressed.`)
  return facts
}

/** `rw_page` holds the page locked until its write has ended, and folio_rotate_reclaimable() leaves locked pages alone. */
function isRotationRefused({ input: { config, parameters } }: Machine): boolean {
  return config.kcompressd.variant === 'mm' && config.kcompressd.rotate && config.swap.backend === 'zram' && hasRwPage(parameters.kernel)
}

/** What settings beyond the posted patches came to. */
function optionFacts({ kcompressd, swapoff, durationNs, input }: Machine): string[] {
  const facts: string[] = []
  if (kcompressd.spinNs > 0) facts.push(`${(kcompressd.spinNs / 1e6).toFixed(1)} ms were spent spinning on the locks of the FIFOs.`)
  if (input.config.kcompressd.cancelOnRefault && kcompressd.wasted > 0) facts.push(`${kcompressd.wasted} pages were compressed although a fault had taken them back meanwhile.`)
  if (swapoff === null) return facts
  if (swapoff.hasSucceeded === null) facts.push(`swapoff had not ended by the end of the window; ${swapoff.broughtBack} pages were back in memory.`)
  else facts.push(`swapoff ${swapoff.hasSucceeded ? 'ended' : 'failed for want of memory'} after ${seconds((swapoff.endNs ?? durationNs) - settingOf(input.config, 'swap.swapoffAtS') * 1e9)}; it brought ${swapoff.broughtBack} pages back.`)
  return facts
}

function memoryFacts(machine: Machine): string[] {
  const { zone } = machine.memory
  return [`Lowest free memory: ${zone.lowestFree} pages (min watermark ${Math.round(zone.watermarks.min)}).`]
}

/** Who waited for a CPU, and how much slower CPUs were for being busy together, or small, or clocked down. */
function cpuFacts(machine: Machine): string[] {
  const { usage, kswapds, kcompressd, tasks, durationNs } = machine
  let idleNs = 0
  for (let cpu = 0; cpu < usage.cpuCount; cpu++) idleNs += usage.totalNs(cpu, 'idle')
  const wallNs = usage.cpuCount * durationNs
  const facts = [`CPUs were busy ${percent(wallNs - idleNs, wallNs)} of the time.`]
  const all = [...kswapds, ...kcompressd.tasks, ...tasks]
  const workNs = all.reduce((sum, task) => sum + task.workNs, 0)
  if (workNs > 0 && cpuNsOf(all) > workNs * 1.005) facts.push(`Work took ${percent(cpuNsOf(all) - workNs, workNs)} longer than alone on the fastest CPU.`)
  facts.push(`Applications were ready without a CPU for ${seconds(interferenceNs(machine, 'app'))}, background tasks for ${seconds(interferenceNs(machine, 'other'))}.`)
  return facts
}
