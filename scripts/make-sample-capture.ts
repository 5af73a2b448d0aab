/** Makes the sample capture: plays the workload on the engine's model of the phone and writes down what a tracer would have seen. */
import { gzipSync } from 'node:zlib'
import { recordRun, type RecordedRun } from '../src/engine/timeline/recorded-run'
import type { Trace } from '../src/engine/trace/trace'
import { findPreset } from '../src/shared/presets'
import { toFtraceText } from './make-sample-ftrace'
import { PARAMETERS, PHONE } from './make-sample-phone'
import { makeWorkload } from './make-sample-workload'

/** Seconds since the imaginary boot, on the boot clock. */
const ORIGIN_S = 5231
const SAMPLE_PERIOD_NS = 100e6
const SEED = 7
/** Ids that the model gives its kernel threads, and those of the imaginary phone. */
const KERNEL_TIDS = new Map([[1_000_000, 87]])

const REMARKS = [
  'SYNTHETIC: no phone was recorded. The engine of Reclaimscope played a made-up workload on a made-up phone (preset off);',
  'scripts/make-sample.mjs wrote down what a tracer would have seen. Times are of the boot clock. rss_stat: one line per 512 KiB.'
]

/** A file of the capture folder. */
export interface SampleFile {
  readonly name: string
  /** What is stored, before packing. */
  readonly text: string
  readonly bytes: Buffer
}

/** Plays the workload under the configuration that the sample was "recorded" with. */
export function recordSample(): RecordedRun {
  const { demand, threads } = makeWorkload(PHONE.cpus.length)
  const off = findPreset('off')
  if (off === undefined) throw new Error('there is no preset named off')
  return recordRun(
    { demand, parameters: PARAMETERS, config: off.config, seed: SEED },
    {
      name: 'sample', originS: ORIGIN_S, samplePeriodNs: SAMPLE_PERIOD_NS, tidOf: (id) => KERNEL_TIDS.get(id) ?? id,
      tgidOf: (id) => threads.get(id)?.tgid ?? -1, restStateOf: (id) => threads.get(id)?.rest ?? 'S'
    }
  )
}

/** All files that the script makes, by name; the same bytes at every call. */
export function makeSample(): SampleFile[] {
  const { trace } = recordSample()
  const traceText = toFtraceText(trace, REMARKS)
  return [
    { name: 'device.json', text: `${JSON.stringify(PHONE, null, 2)}\n` },
    { name: 'trace.txt.gz', text: traceText },
    { name: 'vmstat.csv', text: toVmstatCsv(trace) }
  ].map(({ name, text }) => ({ name, text, bytes: name.endsWith('.gz') ? pack(text) : Buffer.from(text) }))
}

/** One row per sample, one column per counter, time in seconds of the trace clock. */
function toVmstatCsv(trace: Trace): string {
  const times = trace.counters[0]?.tsNs ?? new Float64Array()
  const rows = Array.from(times, (tsNs, row) => [(trace.originS + tsNs / 1e9).toFixed(6), ...trace.counters.map((track) => String(track.value[row]))])
  return [['t', ...trace.counters.map((track) => track.name)], ...rows].map((row) => `${row.join(',')}\n`).join('')
}

/** gzip without a time (zlib writes 0) and with "unknown" as the system, so that the place it was packed does not show. */
function pack(text: string): Buffer {
  const packed = gzipSync(text, { level: 9 })
  packed[9] = 255
  return packed
}
