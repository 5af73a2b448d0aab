/** The rest of a report: fit, explanations, configurations, assumptions, warnings, identity. */
import type { Assumption, Comparison } from '../../shared/comparison'
import type { Configuration } from '../../shared/config'
import { formatBytes, formatChange, formatCount, formatNumber } from '../../shared/format'
import { findMetricDefinition } from '../../shared/metric-definitions'
import { ENGINE_VERSION } from '../../shared/version'
import { escapeHtml, isolatedText } from './escape-html'
import type { ChartNote } from './svg-notes'

/** The verdict on the fit, for the top of the report. */
export function fitVerdict(comparison: Comparison): string {
  const { grade, summary } = comparison.fitVerdict
  return `<p class="verdict ${grade}"><b>Fit: ${grade}.</b> ${escapeHtml(summary)}</p>`
}

/** How far the replayed baseline is from the recording, metric by metric. */
export function fitTable(comparison: Comparison): string {
  const rows = Object.entries(comparison.fit).map(
    ([name, entry]) =>
      `<tr><th scope="row">${escapeHtml(findMetricDefinition(name)?.title ?? name)}</th><td>${escapeHtml(formatNumber(entry.observed))}</td><td>${escapeHtml(formatNumber(entry.replayed))}</td><td>${escapeHtml(formatChange(entry.errorPct))}</td></tr>`
  )
  if (rows.length === 0) return ''
  return `<table><thead><tr><th scope="col">metric</th><th scope="col">observed</th><th scope="col">replayed</th><th scope="col">error</th></tr></thead><tbody>${rows.join('')}</tbody></table>`
}

/** What the engine says about each run, in its words. */
export function explanationSection(comparison: Comparison): string {
  const parts = comparison.runs.filter((run) => run.explanation.length > 0).map((run) => `<h3>${escapeHtml(run.config.id)}</h3><ul>${run.explanation.map((text) => `<li>${isolatedText(text)}</li>`).join('')}</ul>`)
  return parts.join('')
}

/** What was written on the recording, numbered as the flags in the charts. Nothing without notes. */
export function noteSection(notes: readonly ChartNote[]): string {
  if (notes.length === 0) return ''
  const rows = notes.map(({ number, startS, endS, text }) =>
    `<tr><th scope="row">${number}</th><td>${startS.toFixed(3)} s${endS > startS ? ` to ${endS.toFixed(3)} s` : ''}</td><td class="text">${isolatedText(text)}</td></tr>`)
  return `<p class="note">The numbers are those of the flags in the charts.</p><table><thead><tr><th scope="col">flag</th><th scope="col">from the start of the span</th><th scope="col" class="text">note</th></tr></thead><tbody>${rows.join('')}</tbody></table>`
}

/** Every configuration with all of its settings. */
export function configurationSection(comparison: Comparison): string {
  const cards = comparison.runs.map(({ config }) => {
    const title = config.title === '' ? '' : ` <span>${isolatedText(config.title)}</span>`
    return `<section class="card"><h3>${escapeHtml(config.id)}${title}</h3><dl>${settings(config).map(([name, value]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd>`).join('')}</dl></section>`
  })
  return `<div class="cards">${cards.join('')}</div>`
}

function settings(config: Configuration): readonly (readonly [string, string])[] {
  const flat: [string, string][] = []
  const visit = (path: string, value: unknown): void => {
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) for (const [key, child] of Object.entries(value)) visit(path === '' ? key : `${path}.${key}`, child)
    else flat.push([path, value === null ? 'as recorded' : Array.isArray(value) ? value.join(', ') : String(value)])
  }
  visit('', { kcompressd: config.kcompressd, swap: config.swap, vm: config.vm })
  return flat
}

/** Costs and parameters with their evidence: what was measured, what fitted, what assumed. */
export function assumptionSection(assumptions: readonly Assumption[]): string {
  if (assumptions.length === 0) return '<p>None stated.</p>'
  const rows = assumptions.map(
    (entry) => `<tr><th scope="row">${isolatedText(entry.name)}</th><td>${escapeHtml(formatNumber(entry.value))}</td><td class="unit">${escapeHtml(entry.unit)}</td><td class="text">${entry.evidence}</td><td class="text">${isolatedText(entry.detail)}</td></tr>`
  )
  return `<div class="scroll"><table><thead><tr><th scope="col">parameter</th><th scope="col">value</th><th scope="col">unit</th><th scope="col">evidence</th><th scope="col">detail</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`
}

/** Warnings of the import and of the replays, with their place in the input. */
export function warningSection(comparison: Comparison): string {
  if (comparison.warnings.length === 0) return '<p>None.</p>'
  const items = comparison.warnings.map((warning) => {
    const place = [warning.file, warning.line, warning.column].filter((part) => part !== undefined).join(':')
    const times = warning.count > 1 ? ` (${formatCount(warning.count)} times)` : ''
    return `<li><code>${escapeHtml(warning.code)}</code> ${place === '' ? '' : `${isolatedText(place)}: `}${isolatedText(warning.message)}${escapeHtml(times)}</li>`
  })
  return `<ul>${items.join('')}</ul>`
}

/** What was analysed and with what. */
export function identitySection(comparison: Pick<Comparison, 'capture' | 'seed' | 'seeds' | 'version'>): string {
  const { capture } = comparison
  const rows = capture.files.map(
    (file) => `<tr><th scope="row">${isolatedText(file.name)}</th><td class="text">${escapeHtml(file.format)}</td><td>${escapeHtml(formatBytes(file.bytes))}</td><td class="text hash">${escapeHtml(file.sha256 ?? 'not known')}</td></tr>`
  )
  const facts: readonly (readonly [string, string])[] = [
    ['Capture', capture.name], ['Clock', capture.clock ?? 'not known'], ['CPUs', formatCount(capture.cpuCount)],
    ['Span', `${capture.window.startS} s to ${capture.window.endS} s`], ['Seed', String(comparison.seed)], ['Runs per configuration', String(comparison.seeds)],
    ...(capture.pages === undefined ? [] : [['Page contents', `of ${capture.pages.name}, ${formatBytes(capture.pages.bytes)} measured, SHA-256 ${capture.pages.sha256}`] as const]),
    ['Reclaimscope', comparison.version], ['Engine', ENGINE_VERSION]
  ]
  const list = facts.map(([name, value]) => `<dt>${name}</dt><dd>${isolatedText(value)}</dd>`).join('')
  return `<dl class="facts">${list}</dl><div class="scroll"><table><thead><tr><th scope="col">file</th><th scope="col">format</th><th scope="col">size</th><th scope="col">SHA-256</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`
}
