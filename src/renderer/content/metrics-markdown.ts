/** The metrics table as Markdown, for a review or a bug report. */
import type { ShownSection } from './metric-order'
import { t } from '../text/text'

/** One line per metric as shown; the pipes and line breaks of foreign names cannot break the table. */
export function metricsMarkdown(sections: readonly ShownSection[], runs: readonly { readonly id: string; readonly isBaseline: boolean }[], hasBands: boolean): string {
  const perRun = (id: string, isBaseline: boolean): string[] => [isBaseline ? t('compare.replayed', { id }) : id, ...(hasBands ? ['p5..p95'] : []), isBaseline ? t('compare.fitError') : t('compare.changeColumn')]
  const header = [t('compare.metricColumn'), t('compare.observed'), ...runs.flatMap(({ id, isBaseline }) => perRun(id, isBaseline))]
  const rows = sections.flatMap(({ rows: shown }) => shown).map((row) => [
    row.unit === '' ? row.definition.title : `${row.definition.title} (${row.unit})`, row.observed,
    ...row.cells.flatMap((cell) => [cell.value, ...(hasBands ? [cell.interval] : []), cell.change])
  ])
  return markdownTable(header, rows)
}

/** A Markdown table: the first column is text, the others numbers. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = header.map((_, index) => (index === 0 ? '---' : '---:'))
  return `${[header, rule, ...rows].map((cells) => `| ${cells.map(cellText).join(' | ')} |`).join('\n')}\n`
}

function cellText(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('|', '\\|').replace(/\s*[\r\n]+\s*/g, ' ')
}
