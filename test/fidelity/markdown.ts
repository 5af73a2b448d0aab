/** The table as Markdown, for people. */
import { METRICS, type Cell, type MetricKind, type Table } from './measure'
import { repeatability, type Repeatability, type Repetitions } from './repeatability'
import { distance, scores, type Score } from './score'

const GROUPS = [['off'], ['zram-v1', 'mm'], ['mm-memalloc', 'mm-rotate']] as const

/** What a reader of a group must know. */
const NOTES: Readonly<Record<string, string>> = {
  'mm-memalloc and mm-rotate': [
    'In the recordings of mm-memalloc, kcompressd is on its CPU for stretches of 20 to 140 ms without any event once free memory is 0: 4.7 of its 5.9 s on w4, 2.0 s on w1, 1.0 s on w3,',
    'nothing on w2 and w7. That fits printing the kernel\'s reports of failed allocations to a serial console; no recording with kcompressd off tells it, and the model leaves it out.'
  ].join(' ')
}

/** Scores first, then every cell. */
export function toMarkdown(table: Table, repetitions: Repetitions): string {
  const parts = [
    '# What the engine predicts and what the real kernel did', '', 'Made by `npm run fidelity`. Every row is predicted from one recording with kcompressd off alone; `actual` is the geometric mean of the repetitions.',
    'The last column is what the recordings themselves allow: the error made when one repetition of an arm predicts its others (median, worst).', '']
  for (const arms of GROUPS) {
    parts.push(`## ${arms.join(' and ')}`, '', '| metric | cells | median error | worst | in | interval meets range | one repetition predicts the others |', '|---|---|---|---|---|---|---|')
    const repeated = repeatability(repetitions, arms)
    for (const score of scores(table, arms)) parts.push(scoreRow(score, repeated.get(score.metric)))
    const note = NOTES[arms.join(' and ')]
    parts.push('', ...(note === undefined ? [] : [note, '']))
  }
  for (const [key, cells] of Object.entries(table)) {
    parts.push(`### ${key}`, '', '| metric | observed | replayed | predicted | p5..p95 | actual | range | error |', '|---|---|---|---|---|---|---|---|')
    for (const { name, kind } of METRICS) if (cells[name] !== undefined) parts.push(cellRow(name, kind, cells[name]))
    parts.push('')
  }
  return parts.join('\n')
}

function scoreRow(score: Score, repeated: Repeatability | undefined): string {
  const kind = METRICS.find(({ name }) => name === score.metric)?.kind ?? 'volume'
  return `| ${score.metric} | ${score.cells} | ${errorText(score.median, kind)} | ${errorText(score.worst, kind)} | ${score.worstCell} | ${Math.round(score.covered * 100)} % | ${repeated === undefined ? '–' : `${errorText(repeated.median, kind)}, ${errorText(repeated.worst, kind)}`} |`
}

function errorText(off: number, kind: MetricKind): string {
  if (kind === 'points') return `${off.toFixed(1)} points`
  return kind === 'stall' ? `×${Math.exp(off).toFixed(2)}` : `${((Math.exp(off) - 1) * 100).toFixed(1)} %`
}

function cellRow(name: string, kind: MetricKind, cell: Cell): string {
  const off = distance(cell, kind)
  const sign = (cell.predicted ?? 0) >= (cell.actual ?? 0) ? '+' : '−'
  const number = (value: number | null): string => (value === null ? '–' : String(value))
  const pair = (values: readonly [number, number] | null): string => (values === null ? '–' : `${values[0]}..${values[1]}`)
  return `| ${name} | ${number(cell.observed)} | ${number(cell.replayed)} | ${number(cell.predicted)} | ${pair(cell.interval)} | ${number(cell.actual)} | ${pair(cell.range)} | ${off === null ? '–' : `${sign}${errorText(off, kind)}`} |`
}
