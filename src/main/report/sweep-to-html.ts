/** A sweep as one HTML file: the best set, the front as a chart, a heat map and every combination as a table. */
import { describeConstraint } from '../../shared/constraint'
import { findConfigField } from '../../shared/config-fields'
import { fieldValueText } from '../../shared/field-text'
import { formatDuration, formatNumber, formatWithUnit } from '../../shared/format'
import { findMeasure, flattenMeasures } from '../../shared/measures'
import { readGoal, type Sweep, type SweepPoint } from '../../shared/sweep'
import { escapeHtml, isolatedText } from './escape-html'
import { htmlDocument, section } from './html-document'
import { identitySection } from './html-notes'
import { sweepHeatTable } from './sweep-heat-table'
import { svgScatterChart, type ScatterMark } from './svg-scatter-chart'

/** The report. Same sweep, same bytes: it holds no time of writing. */
export function sweepToHtml(sweep: Sweep): string {
  const { capture } = sweep
  const body = [
    `<h1>${isolatedText(capture.name)}</h1>`, `<p class="lead">${escapeHtml(leadOf(sweep))}</p>`, bestOf(sweep),
    section('Trade-off', frontChart(sweep)), section('Heat map', sweepHeatTable(sweep)), section('Combinations', pointTable(sweep)),
    section('Warnings', warningList(sweep)), section('Capture', identitySection(sweep))
  ]
  return htmlDocument({ title: `${capture.name} – kcompressd sweep`, version: sweep.version, body })
}

function leadOf({ capture, grid, combinations, points, seeds, isComplete }: Sweep): string {
  const span = formatDuration(capture.window.endS - capture.window.startS)
  const how = grid.search === 'guided' ? `a guided search tried ${points.length} of ${combinations} combinations` : `${points.length} of ${combinations} combinations were replayed`
  const runs = seeds > 1 ? `; ${grid.search === 'guided' ? 'up to ' : ''}${seeds} runs each, intervals are their 5th to 95th percentile` : ''
  return `${span} of recorded memory pressure: ${how}${runs}.${isComplete ? '' : ' The sweep was stopped before its end.'}`
}

function fieldsText(point: SweepPoint): string {
  return Object.entries(point.fields).map(([path, value]) => `${findConfigField(path)?.title ?? path} ${fieldValueText(path, value)}`).join(', ')
}

function bestOf(sweep: Sweep): string {
  const goal = readGoal(sweep.grid)
  const constraints = goal.ok ? goal.value.constraints.map(describeConstraint) : []
  const wanted = constraints.length === 0 ? '' : ` under ${constraints.join('; ')}`
  const best = sweep.points.find(({ id }) => id === sweep.best)
  if (best === undefined) return `<p class="verdict poor"><b>No combination is good enough${escapeHtml(wanted)}.</b></p>`
  const [baseline, own] = [flattenMeasures(sweep.baseline.metrics), flattenMeasures(best.metrics)]
  const figures = sweep.grid.minimise.map((name) => {
    const measure = findMeasure(name)
    return `${measure?.title ?? name} ${formatWithUnit(own.get(name), measure?.unit ?? '')} (${sweep.baseline.config.id}: ${formatWithUnit(baseline.get(name), measure?.unit ?? '')})`
  })
  return `<p class="verdict good"><b>Best${escapeHtml(wanted)}: ${escapeHtml(fieldsText(best))}.</b> ${escapeHtml(figures.join('; '))}</p>`
}

function frontChart(sweep: Sweep): string {
  const [first = '', second = ''] = sweep.grid.minimise
  if (second === '') return ''
  const tags = new Map(sweep.front.map((id, index) => [id, String(index + 1)]))
  const marks = sweep.points.flatMap((point): ScatterMark[] => {
    const flat = flattenMeasures(point.metrics)
    const [x, y] = [flat.get(second) ?? null, flat.get(first) ?? null]
    if (x === null || y === null) return []
    return [{ label: `${fieldsText(point)}: ${formatNumber(y)}, ${formatNumber(x)}`, kind: point.onFront ? 'front' : point.meetsConstraints ? 'met' : 'unmet', x, y, xInterval: point.interval[second] ?? null, yInterval: point.interval[first] ?? null, tag: tags.get(point.id) ?? '' }]
  })
  const references = [sweep.baseline, ...sweep.references].flatMap(({ config, metrics }): ScatterMark[] => {
    const flat = flattenMeasures(metrics)
    const [x, y] = [flat.get(second) ?? null, flat.get(first) ?? null]
    return x === null || y === null ? [] : [{ label: config.id, kind: 'reference', x, y, xInterval: null, yInterval: null, tag: config.id }]
  })
  const title = `${axisTitle(first)} against ${axisTitle(second)}`
  return `${svgScatterChart(title, axisTitle(second), axisTitle(first), [...marks, ...references])}<p class="note">Filled: on the Pareto front, numbered as in the table. Rings: not on it. Crosses: a constraint is not met${sweep.grid.search === 'guided' ? ', or fewer runs' : ''}. Diamonds: the baseline and other references.</p>`
}

function axisTitle(name: string): string {
  const measure = findMeasure(name)
  return measure === undefined ? name : `${measure.title}${measure.unit === '' ? '' : `, ${measure.unit}`}`
}

function pointTable(sweep: Sweep): string {
  const { grid, points, front } = sweep
  const goal = readGoal(grid)
  const names = [...new Set([...grid.minimise, ...(goal.ok ? goal.value.constraints.map(({ measure }) => measure) : [])])]
  const paths = Object.keys(grid.fields)
  const first = grid.minimise[0] ?? ''
  const valueOf = (point: SweepPoint): number => flattenMeasures(point.metrics).get(first) ?? Infinity
  const order = (point: SweepPoint): number => (point.onFront ? 0 : point.meetsConstraints ? 1 : 2)
  const sorted = [...points].sort((a, b) => order(a) - order(b) || valueOf(a) - valueOf(b))
  const head = ['', ...paths.map((path) => findConfigField(path)?.title ?? path), ...names.map(axisTitle), 'runs', 'constraints'].map((text) => `<th scope="col">${escapeHtml(text)}</th>`)
  const references = [sweep.baseline, ...sweep.references].map(({ config, metrics }) => {
    const flat = flattenMeasures(metrics)
    return `<tr><th scope="row">${escapeHtml(config.id)}</th>${paths.map(() => '<td>–</td>').join('')}${names.map((name) => `<td>${escapeHtml(formatNumber(flat.get(name)))}</td>`).join('')}<td>${sweep.seeds}</td><td></td></tr>`
  })
  const rows = sorted.map((point) => pointRow(point, paths, names, front.indexOf(point.id) + 1))
  return `<div class="scroll"><table><thead><tr>${head.join('')}</tr></thead><tbody>${references.join('')}${rows.join('')}</tbody></table></div>`
}

function pointRow(point: SweepPoint, paths: readonly string[], names: readonly string[], place: number): string {
  const flat = flattenMeasures(point.metrics)
  const cells = names.map((name) => {
    const ends = point.interval[name]
    const band = ends === undefined ? '' : `<small>[${escapeHtml(formatNumber(ends[0]))} .. ${escapeHtml(formatNumber(ends[1]))}]</small>`
    return `<td>${escapeHtml(formatNumber(flat.get(name)))}${band}</td>`
  })
  const notes = point.warnings.map((warning) => `<small>${escapeHtml(warning)}</small>`).join('')
  return `<tr><th scope="row">${place > 0 ? place : ''}</th>${paths.map((path) => `<td>${escapeHtml(fieldValueText(path, point.fields[path]))}</td>`).join('')}${cells.join('')}<td>${point.members}</td><td class="text">${point.meetsConstraints ? 'met' : 'not met'}${notes}</td></tr>`
}

function warningList(sweep: Sweep): string {
  const all = [...sweep.notes, ...sweep.warnings]
  return all.length === 0 ? '<p>None.</p>' : `<ul>${all.map((warning) => `<li>${isolatedText(warning)}</li>`).join('')}</ul>`
}
