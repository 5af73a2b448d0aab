/** Small made-up captures, series and comparisons for tests of the window. */
import { COMPARISON_SCHEMA_ID, type Comparison, type ComparisonRun } from '../../../src/shared/comparison'
import type { CaptureSummary } from '../../../src/shared/contract'
import type { Configuration } from '../../../src/shared/config'
import { CPU_CLASSES, type CpuClass, type Metrics } from '../../../src/shared/metrics'
import type { FilePages, PageContents } from '../../../src/shared/page-contents'
import { findPreset } from '../../../src/shared/presets'
import type { StallDurations } from '../../../src/shared/stalls'
import type { ThreadTimes } from '../../../src/shared/thread-times'
import type { Episode, SeriesId, SeriesSet } from '../../../src/shared/series'

export const SECOND = 1e9

const CPU_BUSY: Readonly<Record<CpuClass, number>> = { app: 0.4, directReclaim: 0.08, kswapd: 0.25, kcompressd: 0.05, other: 0.1, idle: 0.12 }

/** A wave between 0 and 1, different for every `phase`. */
function wave(index: number, count: number, phase: number): number {
  return 0.5 + 0.5 * Math.sin((index / count) * 18 + phase) * Math.cos((index / count) * 5 + phase * 2)
}

export function fakeSeries(startNs: number, endNs: number, bins: number, level = 1, cpuCount = 2): SeriesSet {
  const values = (top: number, phase: number) => Float64Array.from({ length: bins }, (_, index) => top * level * wave(index, bins, phase))
  const series = ([['pgstealAnonPerS', 40_000], ['allocstallPerS', 120], ['freePages', 9000]] as const).map(([id, top], phase) => ({ id: id satisfies SeriesId, unit: '', values: values(top, phase) }))
  const cpus = Array.from({ length: cpuCount }, (_, cpu) => {
    const byClass = Object.fromEntries(CPU_CLASSES.map((name, index) => [name, Float64Array.from({ length: bins }, (_, bin) => CPU_BUSY[name] * (0.4 + 0.6 * wave(bin, bins, index + cpu)))])) as Record<CpuClass, Float64Array>
    return { cpu, byClass }
  })
  return { startNs, binNs: (endNs - startNs) / bins, binCount: bins, series, cpus }
}

export function fakeMetrics(level = 1, cpuCount = 2): Metrics {
  const byClass = { app: 40, directReclaim: 8 * level, kswapd: 25 * level, kcompressd: 5, other: 10, idle: 12 }
  return {
    durationS: 24, pgstealAnon: 240_000, pgstealAnonPerS: 10_000 * level, pgstealAnonPerAwakeS: 21_000, pgstealFile: 0, pgstealKswapd: 230_000, pgstealDirect: 10_000,
    pgscanAnon: 400_000 * level, pgscanKswapd: 380_000, pgscanDirect: 20_000, pgrotated: null, pswpin: 12_000, pswpout: 260_000, allocstall: Math.round(800 * level),
    directReclaim: { count: Math.round(780 * level), totalMs: 1634 * level, p50Ms: 1.4, p95Ms: 18.7, maxMs: 190.6 },
    kswapd: { awakeS: 13.6, wakes: 34, sleeps: 9, cpuS: 6.31 * level },
    kcompressd: { cpuS: null, queued: null, fallbackFull: null, maxDepth: null, waitMsMean: null, directReclaims: null },
    cpus: Array.from({ length: cpuCount }, (_, cpu) => ({ cpu, busyPct: 88 * level, byClass })),
    zram: { origBytes: 4e8, comprBytes: 1.5e8, memUsedBytes: 1.6e8, samePages: 20_000, hugePages: 1200, memUsedMaxBytes: 1.7e8, memLimitBytes: null, pagesCompacted: null, failedWrites: null, notifyFree: null, writeStalls: null }, queueHits: null, stalledTaskMs: 1634, interferenceMs: null, energyJ: null
  }
}

export function fakeEpisodes(): Episode[] {
  const kswapd = Array.from({ length: 12 }, (_, index): Episode => ({ kind: 'kswapd', startNs: (index * 2 + 0.5) * SECOND, endNs: (index * 2 + 1.2) * SECOND, thread: 'kswapd0' }))
  const direct = Array.from({ length: 40 }, (_, index): Episode => ({ kind: 'directReclaim', startNs: (index * 0.55 + 0.8) * SECOND, endNs: (index * 0.55 + 0.8) * SECOND + (index + 1) * 2e6, thread: `app${index % 4}` }))
  return [...kswapd, ...direct].sort((a, b) => a.startNs - b.startNs)
}

export function fakeContents(file: FilePages | null = null): PageContents {
  const { sameFilledShare, compressibleShare, incompressibleShare, meanCompressedBytes } = file ?? { sameFilledShare: 0.1, compressibleShare: 0.75, incompressibleShare: 0.15, meanCompressedBytes: 1934 }
  const evidence = file === null ? { source: 'mm_stat' as const, detail: 'zram mm_stat with 1000 pages stored' } : { source: 'file' as const, detail: `${file.pageCount} pages of ${file.name}` }
  return { sameFilledShare, compressibleShare, incompressibleShare, meanCompressedBytes, shares: evidence, sizes: evidence, file }
}

/** A file of four pages: zeros, text, text, noise. */
export function fakePages(name = 'heap.dump'): FilePages {
  return { name, bytes: 16_384, sha256: 'ab'.repeat(32), pageSize: 4096, pageCount: 4, zeroShare: 0.25, sameFilledShare: 0.25, compressibleShare: 0.5, incompressibleShare: 0.25, meanCompressedBytes: 500, compressedSizes: [400, 600] }
}

export function fakeCapture(captureId = 'c1', change: Partial<CaptureSummary> = {}): CaptureSummary {
  return {
    captureId,
    identity: { name: 'w3-off', files: [{ name: 'trace.txt.gz', format: 'ftrace text', bytes: 1_650_000, sha256: null }, { name: 'vmstat.csv', format: 'vmstat CSV', bytes: 210_000, sha256: null }], clock: 'mono', cpuCount: 2, window: { startS: 4.2, endS: 28.2 } },
    deviceName: 'laboratory VM', kernel: '6.1.192', originS: 4.2, startNs: 0, endNs: 24 * SECOND, cpuCount: 2, managedPages: 298_278, pageSize: 4096, pageContents: fakeContents(),
    watermarks: { min: 1089, low: 2580, high: 4071 }, eventCounts: { sched_switch: 51_200, mm_vmscan_direct_reclaim_begin: 780 }, counters: ['pgsteal_anon', 'allocstall_dma32'], lostEvents: 0,
    episodes: fakeEpisodes(), marks: [{ kind: 'kill', timeNs: 5e9, name: 'com.example.game' }], observed: fakeMetrics(), running: findPreset('off')!.config, notReplayable: null,
    warnings: [{ code: 'LINE_ODD', message: 'Lines that are no events were skipped.', count: 3, file: 'trace.txt', line: 812 }], synthetic: false, ...change
  }
}

export function fakeRun(config: Configuration, level: number, seeds: number): ComparisonRun {
  const pct = (level - 1) * 100
  const interval: Record<string, [number, number]> = seeds > 1 ? { 'directReclaim.totalMs': [1634 * level * 0.8, 1634 * level * 1.3], 'kswapd.cpuS': [6.31 * level * 0.95, 6.31 * level * 1.05] } : {}
  return {
    config, metrics: fakeMetrics(level), interval,
    vsBaseline: { 'directReclaim.totalMs': { delta: 1634 * (level - 1), pct }, 'kswapd.cpuS': { delta: 6.31 * (level - 1), pct }, allocstall: { delta: 0, pct }, pgstealAnonPerS: { delta: 0, pct } },
    explanation: [`kswapd spends ${(6.31 * level).toFixed(2)} s of CPU time.`]
  }
}

export function fakeComparison(configs: readonly Configuration[], seeds = 1): Comparison {
  return {
    schema: COMPARISON_SCHEMA_ID, version: '0.1.0', capture: fakeCapture().identity, seed: 1, seeds, observed: fakeMetrics(), baseline: 'off',
    fit: { pgscanAnon: { observed: 400_000, replayed: 408_000, errorPct: 2 }, 'kswapd.cpuS': { observed: 6.31, replayed: 6.12, errorPct: -3 }, allocstall: { observed: 800, replayed: 1040, errorPct: 30 } },
    fitVerdict: { grade: 'good', summary: 'pgscan 2 %, kswapd CPU 3 %, stalls × 1.3' },
    runs: configs.map((config, index) => fakeRun(config, config.id === 'off' ? 1 : 0.4 + 0.3 * index, seeds)),
    assumptions: [{ name: 'compression per page', value: 11.2, unit: 'us', evidence: 'fitted', detail: 'kswapd CPU time over pages written' }],
    warnings: [{ code: 'CPU_BUSY', message: 'Both CPUs were busy for most of the span.', count: 1 }]
  }
}

/** A thousand stalls between 0.1 and 100 ms. */
export function fakeStalls(level: number): StallDurations {
  const sortedMs = Float64Array.from({ length: 1000 }, (_, index) => level * 10 ** ((index / 999) * 3 - 1))
  return { count: 1000, totalMs: sortedMs.reduce((sum, ms) => sum + ms, 0), sortedMs, p50Ms: sortedMs[500] ?? null, p95Ms: sortedMs[950] ?? null, p99Ms: sortedMs[990] ?? null, maxMs: sortedMs[999] ?? null }
}

/** kswapd, a compressor and eight apps, busier at a higher level. */
export function fakeThreads(level: number): ThreadTimes {
  const apps = Array.from({ length: 8 }, (_, index) => ({ name: `app${index}`, cpuClass: 'app' as const, threadCount: index === 0 ? 3 : 1, cpuS: 8 - index }))
  const kernel = [{ name: 'kswapd0', cpuClass: 'kswapd' as const, threadCount: 1, cpuS: 6 * level }, { name: 'kcompressd0', cpuClass: 'kcompressd' as const, threadCount: 1, cpuS: 0.5 }]
  return { threads: [...apps, ...kernel].sort((a, b) => b.cpuS - a.cpuS), rest: { threadCount: 10, cpuS: 0.25 } }
}
