/** All importers. Detection takes the surest one; ties go to the first in this list. Files are read in the order of this list. */
import { ftraceLines } from './csv/ftrace-lines'
import { psiLogger } from './csv/psi-logger'
import { withResultSets } from './csv/result-sets'
import { tpArgs } from './csv/tp-args'
import { tpCpuCounters } from './csv/tp-cpu-counters'
import { tpLmk } from './csv/tp-lmk'
import { tpSched } from './csv/tp-sched'
import { tpThreadState } from './csv/tp-thread-state'
import { tpVmscan } from './csv/tp-vmscan'
import { uiTotals } from './csv/ui-totals'
import { tpCounters, vmstatLong } from './csv/vmstat-long'
import { vmstatWide } from './csv/vmstat-wide'
import { deviceJson } from './device-json'
import { ftraceText } from './ftrace/ftrace-text'
import type { Importer, InputHead } from './importer'
import { perfettoBinary } from './perfetto/perfetto-binary'
import { procDump } from './proc-dump'
import { processDump } from './systrace/process-dump'
import { systraceHtml } from './systrace/systrace-html'

export const IMPORTERS: readonly Importer[] = [
  deviceJson,
  // Whole recordings.
  perfettoBinary, ftraceText, systraceHtml, ftraceLines,
  // Tables of events.
  ...[tpSched, tpThreadState, tpVmscan, tpArgs, tpLmk].map(inResultSets),
  // Tables of counters.
  psiLogger, inResultSets(tpCounters), vmstatLong, inResultSets(tpCpuCounters), vmstatWide, uiTotals,
  // What only makes sense beside a recording.
  procDump, processDump
]

/** One file may hold the results of several statements. */
function inResultSets(importer: Importer): Importer {
  return withResultSets(importer, findImporter)
}

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
