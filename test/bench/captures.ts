/** Captures that benchmarks run on: the sample of the repository, and laboratory recordings where there are any. */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { openCapture } from '../../src/main/import/open-capture'
import type { Trace } from '../../src/engine/trace/trace'

/** The current folder is the project's: `scripts/bench.mjs` sees to it. */
const SAMPLE = resolve('resources/sample')
const LAB = resolve(process.env['RECLAIMSCOPE_CORPUS'] ?? '../shared', 'lab')

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
