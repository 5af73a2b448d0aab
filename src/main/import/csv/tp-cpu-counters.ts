/** Importer of trace_processor's per-CPU exports: `"ts","cpu","freq_khz"` and `"ts","cpu","state"` (cpuidle; 4294967295 = not idle). */
import type { CounterColumns } from '../../../engine/trace/counter-columns'
import { MAX_CPUS } from '../../../engine/trace/trace-builder'
import type { AppError } from '../../../shared/errors'
import type { Importer, InputHead } from '../importer'
import { readCsvHeader } from './header'
import { SampleSession, toNumber } from './table-session'

const COUNTERS: Readonly<Record<string, string>> = { freq_khz: 'cpufreq', state: 'cpuidle' }

export const tpCpuCounters: Importer = {
  id: 'tp-cpufreq',
  detect,
  start: (target) => new CpuCounterSession(target)
}

function valueColumn(columns: readonly string[]): number {
  return columns.findIndex((name) => Object.hasOwn(COUNTERS, name))
}

function detect(head: InputHead): number {
  const columns = readCsvHeader(head.text)?.columns ?? []
  return columns.length === 3 && columns.includes('ts') && columns.includes('cpu') && valueColumn(columns) >= 0 ? 0.95 : 0
}

class CpuCounterSession extends SampleSession {
  private readonly tracks: (CounterColumns | null)[] = []
  private cpu = 0
  private value = 0

  protected override begin(): AppError | null {
    this.setTimeColumn(this.columns.indexOf('ts'), 'ns')
    this.cpu = this.columns.indexOf('cpu')
    this.value = valueColumn(this.columns)
    return null
  }

  protected override readSample(tsNs: number, cells: readonly string[], line: number): void {
    const cpu = toNumber(cells[this.cpu])
    const value = toNumber(cells[this.value])
    if (!Number.isInteger(cpu) || cpu < 0 || cpu >= MAX_CPUS) return this.warn('CPU_NOT_UNDERSTOOD', 'A row has no readable CPU: skipped.', line, this.cpu, cells[this.cpu])
    if (value !== value) return this.warn('VALUE_NOT_A_NUMBER', 'A value is no number: left out.', line, this.value, cells[this.value])
    const name = COUNTERS[this.columns[this.value] ?? ''] ?? 'cpufreq'
    if (!(cpu in this.tracks)) this.tracks[cpu] = this.target.builder.counter(name, cpu)
    this.tracks[cpu]?.push(tsNs, value)
  }
}
