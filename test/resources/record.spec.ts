import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { EVENT_KINDS } from '../../src/engine/trace/event-kinds'
import { openCapture } from '../../src/main/import/open-capture'
import { deviceSchema } from '../../src/shared/device'

const FOLDER = fileURLToPath(new URL('../../resources/record', import.meta.url))
const CONFIG = readFileSync(join(FOLDER, 'reclaim.cfg'), 'utf8')
const TRACE_CMD = readFileSync(join(FOLDER, 'record-trace-cmd.sh'), 'utf8')
const hasProc = existsSync('/proc/vmstat') && existsSync('/proc/uptime') && existsSync('/bin/sh')
/** Values of a field of the configuration, comments left out. */
const values = (field: string): string[] => [...CONFIG.replace(/#.*$/gm, '').matchAll(new RegExp(`\\b${field}: "?([\\w/]+)"?`, 'g'))].map((match) => match[1]!)

describe('the Perfetto configuration', () => {
  it('names every event that a trace keeps', () => {
    const events = values('ftrace_events').map((event) => event.split('/')[1])
    expect(EVENT_KINDS.map((kind) => kind.name).filter((name) => !events.includes(name))).toEqual([])
    expect(events).toEqual(expect.arrayContaining(['sched_switch', 'sched_waking', 'cpu_frequency', 'cpu_idle']))
  })

  it('names each event once, with its group', () => {
    const events = values('ftrace_events')
    expect(new Set(events).size).toBe(events.length)
    expect(events.filter((event) => !/^[a-z]+\/[a-z_]+$/.test(event))).toEqual([])
  })

  it('samples the counters that observed metrics and demand are made from, as often as a replay wants', () => {
    const counters = values('vmstat_counters')
    const wanted = ['NR_FREE_PAGES', 'NR_ANON_PAGES', 'NR_INACTIVE_ANON', 'NR_ACTIVE_ANON', 'PGFAULT', 'PGMAJFAULT', 'PSWPIN', 'PSWPOUT', 'PGSTEAL_ANON', 'PGSTEAL_KSWAPD', 'PGSTEAL_DIRECT', 'PGSCAN_KSWAPD', 'PGSCAN_DIRECT', 'PGROTATED', 'ALLOCSTALL_NORMAL']
    expect(wanted.map((name) => `VMSTAT_${name}`).filter((name) => !counters.includes(name))).toEqual([])
    expect(Number(values('vmstat_period_ms')[0])).toBeLessThanOrEqual(250)
  })

  it('closes every brace', () => {
    const braces = CONFIG.replace(/#.*$/gm, '').replace(/"[^"]*"/g, '').match(/[{}]/g) ?? []
    let depth = 0
    for (const brace of braces) {
      depth += brace === '{' ? 1 : -1
      expect(depth).toBeGreaterThanOrEqual(0)
    }
    expect(depth).toBe(0)
  })
})

describe('the trace-cmd script', () => {
  it('records every event that a trace keeps, on the clock of the counters', () => {
    const events = [...TRACE_CMD.matchAll(/\b[a-z]+:([a-z_]+)/g)].map((match) => match[1])
    expect(EVENT_KINDS.map((kind) => kind.name).filter((name) => !events.includes(name))).toEqual([])
    expect(TRACE_CMD).toContain('trace-cmd record -C boot ')
  })
})

describe.runIf(hasProc)('the scripts on this machine', () => {
  it('are read without an error by the shell', () => {
    for (const name of ['vmstat-logger.sh', 'record-trace-cmd.sh', 'describe-device.sh']) execFileSync('sh', ['-n', join(FOLDER, name)])
  })

  it('log counters that are imported without a warning', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'record-'))
    try {
      writeFileSync(join(folder, 'vmstat.csv'), execFileSync('sh', [join(FOLDER, 'vmstat-logger.sh'), '0.1', '4']))
      const opened = await openCapture([{ kind: 'path', path: folder }])
      if (!opened.ok) throw new Error(JSON.stringify(opened.error))
      const free = opened.value.counters.find((track) => track.name === 'nr_free_pages')
      expect(opened.value.warnings).toEqual([])
      expect(free?.tsNs.length).toBe(4)
      expect(free!.tsNs[3]! - free!.tsNs[0]!).toBeGreaterThanOrEqual(0.28e9)
      expect(free!.value[0]).toBeGreaterThan(0)
      expect(opened.value.counters.some((track) => /^allocstall/.test(track.name))).toBe(true)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('describe the device as the schema wants it', () => {
    const text = execFileSync('sh', [join(FOLDER, 'describe-device.sh')], { encoding: 'utf8' })
    const device = v.parse(v.strictObject(deviceSchema.entries), JSON.parse(text))
    expect(device.schema).toBe('reclaimscope.device/1')
    expect(device.cpus?.length).toBeGreaterThan(0)
    expect(device.watermarks === undefined || device.watermarks.min <= device.watermarks.low).toBe(true)
  })
})
