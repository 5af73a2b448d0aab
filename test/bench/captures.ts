/** Captures that benchmarks run on: the sample of the repository, and laboratory recordings where there are any. */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { openCapture } from '../../src/main/import/open-capture'
import type { Trace } from '../../src/engine/trace/trace'

/** The current folder is the project's: `scripts/bench.mjs` sees to it. */
const SAMPLE = resolve('resources/sample')
const CORPUS = resolve(process.env['RECLAIMSCOPE_CORPUS'] ?? '../shared')
const LAB = join(CORPUS, 'lab')
const PHONE_TEXT = join(CORPUS, 'traces/xiaomi-systrace/xiaomi_launcher.ftrace.gz')
const PERFETTO = ['android12-emulator-perfetto/perfetto_trace_cpu_sampling_not_scoped.pftrace', 'samsung-s20-perfetto/test_trace.perfetto-trace']

export interface BenchCapture {
  readonly name: string
  readonly folder: string
}

/** The sample first; a classic and a multi-gen recording when present. */
export function captures(): BenchCapture[] {
  const lab = ['w3/off-1', 'w5/off-1'].map((name) => ({ name, folder: join(LAB, name) }))
  return [{ name: 'sample', folder: SAMPLE }, ...lab.filter(({ folder }) => existsSync(folder))]
}

export async function open(capture: BenchCapture): Promise<Trace> {
  const opened = await openCapture([{ kind: 'path', path: capture.folder }])
  if (!opened.ok) throw new Error(`${capture.name}: ${opened.error.message}`)
  return opened.value
}

/** Text of the largest recording at hand, unpacked. */
export function ftraceText(): { readonly name: string; readonly bytes: Uint8Array } {
  const files = captures().map(({ name, folder }) => ({ name, bytes: gunzipSync(readFileSync(join(folder, 'trace.txt.gz'))) }))
  return files.reduce((largest, file) => (file.bytes.length > largest.bytes.length ? file : largest))
}

/** Text that a phone recorded; null without the corpus. */
export function phoneText(): { readonly name: string; readonly bytes: Uint8Array } | null {
  return existsSync(PHONE_TEXT) ? { name: 'phone', bytes: gunzipSync(readFileSync(PHONE_TEXT)) } : null
}

/** Binary Perfetto traces of the corpus. */
export function perfettoFiles(): string[] {
  return PERFETTO.map((name) => join(CORPUS, 'traces', name)).filter((path) => existsSync(path))
}
