/** How close the replayed baseline is to the observed trace, and what that means in words. */
import type { FitEntry } from '../shared/comparison'
import { flattenMetrics, type Metrics } from '../shared/metrics'
import type { Prepared } from './run-types'

/** Metrics that decide the verdict: volumes and CPU time are points, stalls are judged as factors. */
const VOLUMES = ['pgscanKswapd', 'pgstealKswapd', 'pgstealAnon', 'pswpout', 'pswpin'] as const
const CPU = ['kswapd.cpuS'] as const
const STALLS = ['allocstall', 'directReclaim.totalMs'] as const
/** Counts below this are noise, not fit. */
const ENOUGH_COUNT = 200
/** Direct reclaims, and milliseconds in them. */
const ENOUGH_STALLS = 20
const GOOD_PCT = 10
const FAIR_PCT = 25
/** Busy share of a CPU may differ by so many points. */
const GOOD_POINTS = 3
const FAIR_POINTS = 8

/** Error of every metric that both sides know. */
export function computeFit(observed: Metrics, replayed: Metrics): Record<string, FitEntry> {
  const replayedFlat = flattenMetrics(replayed)
  const fit: Record<string, FitEntry> = {}
  for (const [name, value] of flattenMetrics(observed)) {
    const other = replayedFlat.get(name) ?? null
    if (value === null || other === null) continue
    fit[name] = { observed: value, replayed: other, errorPct: value === 0 ? null : ((other - value) / value) * 100 }
  }
  return fit
}

interface Part {
  readonly text: string
  readonly grade: 0 | 1 | 2
}

/** Agreement elsewhere says nothing about reclaim. */
const UNTESTED: Part = { text: 'no counts of reclaim were recorded to compare with', grade: 1 }

/**
 * Grades the fit and says in one sentence what agrees and what does not.
 * @param slowdown factor by which the recording was slowed down from outside: the fit is replayed with it, predictions have a part of it
 */
export function judgeFit(fit: Readonly<Record<string, FitEntry>>, slowdown = 1): Prepared['fitVerdict'] {
  const compared = [...volumeParts(fit), ...busyParts(fit), ...stallParts(fit)]
  const parts = compared.length > 0 && !VOLUMES.some((name) => fit[name] !== undefined) ? [...compared, UNTESTED] : compared
  if (parts.length === 0) return { grade: 'none', summary: 'The trace has nothing to compare the replayed baseline with.' }
  const worst = Math.max(...parts.map((part) => part.grade))
  const grade = worst === 0 ? 'good' : worst === 1 ? 'fair' : 'poor'
  const bad = parts.filter((part) => part.grade === 2).map((part) => part.text)
  const condition = slowdown > 1 ? `With the recording's slowdown of ${((slowdown - 1) * 100).toFixed(0)} %: ` : ''
  const summary = condition + parts.map((part) => part.text).join(', ') + (bad.length > 0 ? `. Do not rely on: ${bad.join(', ')}` : '')
  return { grade, summary }
}

const gradeOf = (error: number, good: number, fair: number): 0 | 1 | 2 => (error <= good ? 0 : error <= fair ? 1 : 2)

/** What the recording hardly has must not appear out of nowhere: so many times the count that is noise. */
const OUT_OF_NOWHERE = 5

function appeared(name: string, { observed, replayed }: FitEntry, noise: number): Part[] {
  if ((replayed ?? 0) <= OUT_OF_NOWHERE * noise) return []
  return [{ text: `${name} ${Math.round(replayed ?? 0)} instead of ${Math.round(observed ?? 0)}`, grade: 2 }]
}

function volumeParts(fit: Readonly<Record<string, FitEntry>>): Part[] {
  return [...VOLUMES, ...CPU].flatMap((name) => {
    const entry = fit[name]
    if (entry !== undefined && name !== 'kswapd.cpuS' && (entry.observed ?? 0) < ENOUGH_COUNT) return appeared(name, entry, ENOUGH_COUNT)
    if (entry?.errorPct == null) return []
    const error = Math.abs(entry.errorPct)
    return [{ text: `${name} ${entry.errorPct < 0 ? '−' : '+'}${error.toFixed(0)} %`, grade: gradeOf(error, GOOD_PCT, FAIR_PCT) }]
  })
}

function busyParts(fit: Readonly<Record<string, FitEntry>>): Part[] {
  let sumPoints = 0
  let count = 0
  for (const [name, entry] of Object.entries(fit)) {
    if (!/^cpus\.\d+\.busyPct$/.test(name)) continue
    sumPoints += (entry.replayed ?? 0) - (entry.observed ?? 0)
    count++
  }
  if (count === 0) return []
  const mean = sumPoints / count
  return [{ text: `CPU busy ${mean < 0 ? '−' : '+'}${Math.abs(mean).toFixed(1)} points`, grade: gradeOf(Math.abs(mean), GOOD_POINTS, FAIR_POINTS) }]
}

/** Stalls are a threshold effect: a factor of 1.5 is good, of 3 fair. */
function stallParts(fit: Readonly<Record<string, FitEntry>>): Part[] {
  return STALLS.flatMap((name) => {
    const entry = fit[name]
    if (entry === undefined || entry.observed === null) return []
    if (entry.observed <= ENOUGH_STALLS) return appeared(name, entry, ENOUGH_STALLS)
    const factor = (entry.replayed ?? 0) / entry.observed
    const distance = factor >= 1 ? factor : 1 / Math.max(factor, 1e-3)
    return [{ text: `${name} ×${factor.toFixed(2)}`, grade: gradeOf(distance, 1.5, 3) }]
  })
}
