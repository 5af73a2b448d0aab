/** The books against zram counters of real kernels: the recordings of the corpus (`RECLAIMSCOPE_CORPUS`, default `../shared`). */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { inferContent } from '../../../src/engine/compress/infer-content'
import { PageContentSource } from '../../../src/engine/compress/page-content'
import type { Device } from '../../../src/shared/device'
import { ZramDevice } from '../../../src/engine/compress/zram-device'

const PAGE_BYTES = 4096
const corpus = resolve(process.env['RECLAIMSCOPE_CORPUS'] ?? '../shared')
const laboratory = join(corpus, 'lab')
const recordings = existsSync(laboratory)
  ? readdirSync(laboratory).filter((name) => /^w\d+$/.test(name)).flatMap((workload) =>
      readdirSync(join(laboratory, workload)).filter((run) => /^off-\d+$/.test(run)).map((run) => join(workload, run)))
  : []
if (recordings.length === 0) console.info(`skipped: no recordings in ${laboratory}`)

interface Levels { origDataBytes: number; comprDataBytes: number; memUsedBytes: number; samePages: number; hugePages: number }

/** The row of vmstat.csv with the most data stored: levels fall again when tasks exit. */
function fullestRow(recording: string): Levels {
  const [header = '', ...lines] = readFileSync(join(laboratory, recording, 'vmstat.csv'), 'utf8').trim().split('\n')
  const columns = header.split(',')
  const at = (cells: string[], name: string) => Number(cells[columns.indexOf(`zram_${name}`)])
  const rows = lines.map((line) => line.split(',')).map((cells) => ({
    origDataBytes: at(cells, 'orig_data_size'), comprDataBytes: at(cells, 'compr_data_size'), memUsedBytes: at(cells, 'mem_used_total'),
    samePages: at(cells, 'same_pages'), hugePages: at(cells, 'huge_pages')
  }))
  return rows.reduce((best, row) => (row.origDataBytes > best.origDataBytes ? row : best))
}

describe.skipIf(recordings.length === 0)('zram books against recordings', () => {
  it.each(recordings)('%s: as many pages give the recorded sizes', (recording) => {
    const recorded = fullestRow(recording)
    const pageCount = recorded.origDataBytes / PAGE_BYTES
    const { content } = inferContent({ device: null, zram: recorded, pageSize: PAGE_BYTES })
    const source = PageContentSource.create(content, PAGE_BYTES, 1)
    const zram = new ZramDevice({ pageSizeBytes: PAGE_BYTES, disksizePages: pageCount, memLimitPages: null, kind: 'quarters-4' })
    for (let page = 0; page < pageCount; page++) zram.commit(page, source.compressedBytesOf(page, 0))
    const stat = zram.mmStat()
    expect(Math.abs(stat.comprDataBytes / recorded.comprDataBytes - 1)).toBeLessThan(0.02)
    expect(Math.abs(stat.memUsedBytes / recorded.memUsedBytes - 1)).toBeLessThan(0.05)
    expect(Math.abs(stat.samePages / recorded.samePages - 1)).toBeLessThan(0.05)
    expect(Math.abs(stat.hugePages / recorded.hugePages - 1)).toBeLessThan(0.05)
    console.info(`${recording}: compr ${percent(stat.comprDataBytes, recorded.comprDataBytes)}, mem_used ${percent(stat.memUsedBytes, recorded.memUsedBytes)}`)
  })
})

describe.skipIf(recordings.length === 0)('the page content that device.json states', () => {
  it.each(recordings)('%s: gives the recorded pool within 5 %%', (recording) => {
    const recorded = fullestRow(recording)
    const device = JSON.parse(readFileSync(join(laboratory, recording, 'device.json'), 'utf8')) as Device
    const pageCount = recorded.origDataBytes / PAGE_BYTES
    const { content } = inferContent({ device, zram: { ...recorded, samePages: null, hugePages: null }, pageSize: PAGE_BYTES })
    const source = PageContentSource.create(content, PAGE_BYTES, 1)
    const zram = new ZramDevice({ pageSizeBytes: PAGE_BYTES, disksizePages: pageCount, memLimitPages: null, kind: 'quarters-4' })
    for (let page = 0; page < pageCount; page++) zram.commit(page, source.compressedBytesOf(page, 0))
    const stat = zram.mmStat()
    for (const key of ['comprDataBytes', 'memUsedBytes', 'samePages', 'hugePages'] as const) expect(Math.abs(stat[key] / recorded[key] - 1), `${key} ${stat[key]} against ${recorded[key]}`).toBeLessThan(0.05)
  })
})

function percent(value: number, reference: number): string {
  return `${((value / reference - 1) * 100).toFixed(2)} %`
}
