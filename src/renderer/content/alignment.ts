/** Ways to lay a second capture's clock over the first's: by their starts, by their first pressure, by a mark that both have. */
import type { CaptureSummary } from '../../shared/contract'
import type { AppMark } from '../../shared/series'
import { pressureEpisodes } from './pressure'
import { t } from '../text/text'

/** Chosen by hand. */
export const BY_HAND = 'hand'

export interface Alignment {
  readonly key: string
  readonly title: string
  /** What is added to a time of the first capture to get the same moment of the second. */
  readonly offsetNs: number
}

/** Marks beyond this number would make a list that nobody reads. */
const MAX_MARKS = 20

/** What the two captures can be aligned by; their starts always, and first. */
export function alignments(first: CaptureSummary, second: CaptureSummary): Alignment[] {
  const found: Alignment[] = [{ key: 'start', title: t('compare.startOfCapture'), offsetNs: second.startNs - first.startNs }]
  const pressureNs = [first, second].map(({ episodes }) => pressureEpisodes(episodes)[0]?.startNs)
  if (pressureNs[0] !== undefined && pressureNs[1] !== undefined) found.push({ key: 'pressure', title: t('compare.firstPressure'), offsetNs: Math.round(pressureNs[1] - pressureNs[0]) })
  return [...found, ...commonMarks(first.marks, second.marks)]
}

/** Pressure is what a recording is made for; without it the starts. */
export function usualAlignment(all: readonly Alignment[]): Alignment | undefined {
  return all.find(({ key }) => key === 'pressure') ?? all[0]
}

function commonMarks(first: readonly AppMark[], second: readonly AppMark[]): Alignment[] {
  const earliest = new Map<string, number>()
  for (const mark of second) if (!earliest.has(keyOf(mark))) earliest.set(keyOf(mark), mark.timeNs)
  const found = new Map<string, Alignment>()
  for (const mark of first) {
    const key = keyOf(mark)
    const otherNs = earliest.get(key)
    if (otherNs === undefined || found.has(key) || found.size >= MAX_MARKS) continue
    found.set(key, { key, title: t('compare.kindOfName', { kind: mark.kind, name: mark.name }), offsetNs: Math.round(otherNs - mark.timeNs) })
  }
  return [...found.values()]
}

function keyOf({ kind, name }: AppMark): string {
  return `${kind}:${name}`
}
