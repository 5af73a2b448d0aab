/** The shell of a report: one HTML file that needs nothing else, no network and no script. */
import { escapeHtml } from './escape-html'
import { REPORT_STYLE } from './report-style'

export interface HtmlDocument {
  readonly title: string
  /** Of the product. */
  readonly version: string
  /** Parts of the body, safe as HTML. */
  readonly body: readonly string[]
}

/** A page that could run anything is refused even if a name slipped through: no source is allowed but the inline style. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

/** The whole file. */
export function htmlDocument({ title, version, body }: HtmlDocument): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="generator" content="Reclaimscope ${escapeHtml(version)}">
<title>${escapeHtml(title)}</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
${body.join('\n')}
</body>
</html>
`
}

/** Content under a heading; nothing without content. */
export function section(title: string, content: string): string {
  return content === '' ? '' : `<h2>${escapeHtml(title)}</h2>\n${content}`
}
