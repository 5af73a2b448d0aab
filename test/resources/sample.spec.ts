import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { makeSample, recordSample, type SampleFile } from '../../scripts/make-sample-capture'
import { prepare } from '../../src/engine/prepare'
import { replay } from '../../src/engine/replay'
import type { Prepared, RunResult } from '../../src/engine/run-types'
import { EVENT_KINDS } from '../../src/engine/trace/event-kinds'
import type { Trace } from '../../src/engine/trace/trace'
import { openCapture } from '../../src/main/import/open-capture'
import { findPreset } from '../../src/shared/presets'

const FOLDER = fileURLToPath(new URL('../../resources/sample', import.meta.url))
const MAX_PACKED_BYTES = 600 * 1024
/** Text of the trace is in microseconds. */
const ROUNDING_NS = 501

const committed = (name: string): Buffer => readFileSync(join(FOLDER, name))
const unpacked = (name: string, bytes: Buffer): string => (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')

let files: SampleFile[] = []
let trace: Trace
beforeAll(async () => {
  files = makeSample()
  const opened = await openCapture([{ kind: 'path', path: FOLDER }])
  if (!opened.ok) throw new Error(JSON.stringify(opened.error))
  trace = opened.value
}, 60_000)

describe('the script that makes the sample', () => {
  it('makes what is committed; after a change of the engine run scripts/make-sample.mjs again', () => {
    expect(files.map((file) => file.name)).toEqual(['device.json', 'trace.txt.gz', 'vmstat.csv'])
    // Compared unpacked: other releases of zlib may pack the same text into other bytes.
    for (const { name, text } of files) expect(unpacked(name, committed(name)) === text, `${name} differs from what the script makes`).toBe(true)
  })

  it('makes the same bytes every time, without a time or a system in the packed file', () => {
    const again = makeSample()
    files.forEach((file, i) => expect(again[i]?.bytes.equals(file.bytes)).toBe(true))
    const packed = files.find((file) => file.name === 'trace.txt.gz')?.bytes ?? Buffer.alloc(0)
    expect([...packed.subarray(0, 3)]).toEqual([0x1f, 0x8b, 8])
    expect(packed.readUInt32LE(4)).toBe(0)
    expect(packed[9]).toBe(255)
  })

  it('stays small', () => {
    expect(statSync(join(FOLDER, 'trace.txt.gz')).size).toBeLessThan(MAX_PACKED_BYTES)
  })
})

describe('the sample capture', () => {
  it('says that it is synthetic in the trace, in the device description and beside them', () => {
    expect(unpacked('trace.txt.gz', committed('trace.txt.gz')).split('\n')[0]).toContain('SYNTHETIC')
    expect(trace.device?.name).toContain('Synthetic')
    expect(committed('README.md').toString('utf8')).toContain('**Synthetic.**')
  })

  it('is imported without a warning, with nothing lost', () => {
    expect(trace.warnings.filter((warning) => warning.file !== 'README.md')).toEqual([])
    expect(trace.lostEvents).toBe(0)
    expect(trace.cpuCount).toBe(8)
    expect((trace.endNs - trace.startNs) / 1e9).toBeCloseTo(20, 1)
  })

  it('has every kind of evidence that demand extraction and calibration use', () => {
    for (const name of ['sched_switch', 'sched_wakeup', 'rss_stat', 'mm_vmscan_kswapd_wake', 'mm_vmscan_kswapd_sleep', 'mm_vmscan_wakeup_kswapd', 'mm_vmscan_direct_reclaim_begin', 'mm_vmscan_direct_reclaim_end', 'mm_vmscan_lru_shrink_inactive']) {
      expect([name, (trace.eventCounts[name] ?? 0) > 0]).toEqual([name, true])
    }
    for (const name of ['nr_free_pages', 'nr_anon_pages', 'nr_inactive_anon', 'pgsteal_anon', 'pgscan_kswapd', 'allocstall_normal', 'pswpin', 'pswpout', 'pgfault', 'zram_orig_data_size', 'zram_huge_pages']) {
      const track = trace.counters.find((candidate) => candidate.name === name)
      expect([name, track?.tsNs.length]).toEqual([name, 201])
    }
  })

  it('is read back as the run that it was written from', () => {
    const run = recordSample().trace
    for (const kind of EVENT_KINDS) {
      const written = run.events[kind.name]
      expect([kind.name, trace.events[kind.name]?.count ?? 0]).toEqual([kind.name, written?.count ?? 0])
      if (written === undefined) continue
      for (const [name, column] of Object.entries(written.args)) expect([kind.name, name, sumOf(trace.events[kind.name]?.args[name] ?? [])]).toEqual([kind.name, name, sumOf(column)])
    }
    expect(trace.wakeups.count).toBe(run.wakeups.count)
    for (const [tid, ns] of cpuTimes(run)) expect(Math.abs((cpuTimes(trace).get(tid) ?? 0) - ns)).toBeLessThan(ROUNDING_NS * 2 * 3000)
  })
})

function sumOf(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0)
}

/** CPU time of finished slices by tid; the last ones are open in one and cut in the other. */
function cpuTimes({ sched, threads }: Trace): Map<number, number> {
  const times = new Map<number, number>()
  for (let row = 0; row < sched.count; row++) {
    const tid = threads.tid[sched.thread[row]!]!
    if (tid !== 0) times.set(tid, (times.get(tid) ?? 0) + Math.max(0, sched.durationNs[row]!))
  }
  return times
}

describe('a replay of the sample', () => {
  let prepared: Prepared
  const runs = new Map<string, RunResult>()

  beforeAll(() => {
    const result = prepare(trace, { window: null, seed: 1 })
    if (!result.ok) throw new Error(JSON.stringify(result.error))
    prepared = result.value
    for (const id of ['off', 'mm', 'zram-v1']) runs.set(id, replay(prepared, { config: findPreset(id)!.config, seed: 1, member: 0 }))
  }, 120_000)

  it('fits at least fairly', () => {
    expect(prepared.running.id).toBe('off')
    expect(['good', 'fair'], prepared.fitVerdict.summary).toContain(prepared.fitVerdict.grade)
  })

  it('shows stalls without kcompressd, far fewer with it, and where the work went', () => {
    const [off, mm, v1] = ['off', 'mm', 'zram-v1'].map((id) => runs.get(id)!.metrics)
    expect(prepared.observed.allocstall).toBeGreaterThan(500)
    expect(off!.allocstall).toBeGreaterThan(300)
    expect(mm!.allocstall!).toBeLessThan(off!.allocstall! * 0.7)
    expect(v1!.allocstall!).toBeLessThan(off!.allocstall! * 0.3)
    expect(off!.kcompressd.cpuS).toBe(0)
    expect(mm!.kcompressd.fallbackFull).toBeGreaterThan(1000)
    expect(v1!.kcompressd.cpuS).toBeGreaterThan(1)
    expect(v1!.kswapd.cpuS!).toBeLessThan(off!.kswapd.cpuS! * 0.7)
    expect(v1!.pgrotated).toBeGreaterThan(100_000)
    expect(mm!.pgrotated).toBe(0)
  })

  it('stays inside the range where the model can be trusted', () => {
    expect([...runs.values()].flatMap((run) => run.warnings)).toEqual([])
  })
})
