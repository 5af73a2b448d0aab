/** All importers. Detection takes the surest one; ties go to the first in this list. Files are read in the order of this list. */
import { psiLogger } from './csv/psi-logger'
import { tpCpuCounters } from './csv/tp-cpu-counters'
import { tpSched } from './csv/tp-sched'
import { tpVmscan } from './csv/tp-vmscan'
import { tpCounters, vmstatLong } from './csv/vmstat-long'
import { vmstatWide } from './csv/vmstat-wide'
import { deviceJson } from './device-json'
import { ftraceText } from './ftrace/ftrace-text'
import type { Importer, InputHead } from './importer'
import { perfettoBinary } from './perfetto/perfetto-binary'

export const IMPORTERS: readonly Importer[] = [deviceJson, perfettoBinary, ftraceText, tpSched, tpVmscan, psiLogger, tpCounters, vmstatLong, tpCpuCounters, vmstatWide]

/** The importer for an input; null when no importer knows it. */
export function findImporter(head: InputHead): Importer | null {
  let best: Importer | null = null
  let confidence = 0
  for (const importer of IMPORTERS) {
    const own = importer.detect(head)
    if (own > confidence) {
      best = importer
      confidence = own
    }
  }
  return best
}
