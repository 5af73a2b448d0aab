/** Replayed timelines as Perfetto traces. */
import { recordRun } from '../../engine/timeline/recorded-run'
import { varyParameters } from '../../engine/vary-parameters'
import type { Configuration } from '../../shared/config'
import { ok, type Result } from '../../shared/result'
import type { AppError } from '../../shared/errors'
import { traceToPerfetto } from '../export/perfetto-trace'
import { writeAtomic } from '../report/write-atomic'
import type { ComparedConfigurations } from './compare-configurations'

/** Counters are sampled as often as recorders do. */
const SAMPLE_PERIOD_NS = 100e6

/** Writes the nominal run of every configuration; with several, the id goes into the file name. */
export async function writePerfetto(file: string, compared: ComparedConfigurations, configs: readonly Configuration[]): Promise<Result<readonly string[], AppError>> {
  const written: string[] = []
  for (const config of configs) {
    const { demand, parameters } = compared.prepared
    const { trace } = recordRun({ demand, parameters: varyParameters(parameters, compared.comparison.seed, 0), config, seed: compared.comparison.seed }, { name: config.id, originS: 0, samplePeriodNs: SAMPLE_PERIOD_NS })
    const bytes = traceToPerfetto(trace, { kernelRelease: parameters.kernel, originNs: compared.trace.originS * 1e9 + demand.startNs })
    const target = configs.length === 1 ? file : withId(file, config.id)
    const outcome = await writeAtomic(target, bytes)
    if (!outcome.ok) return outcome
    written.push(target)
  }
  return ok(written)
}

/** `out.pftrace` and `mm` make `out-mm.pftrace`. */
function withId(file: string, id: string): string {
  const dot = file.lastIndexOf('.')
  const slash = Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\'))
  return dot > slash + 1 ? `${file.slice(0, dot)}-${id}${file.slice(dot)}` : `${file}-${id}`
}
