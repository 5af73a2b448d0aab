/**
 * The little Markdown that the user guide is written in, as blocks that a template can draw: headings, paragraphs, lists, code, pictures; inside
 * them `code`, **strong** and [links](file.md). Anything else is plain text; nothing ever becomes HTML.
 */

export type Inline = { readonly kind: 'text' | 'code' | 'strong'; readonly text: string } | { readonly kind: 'link'; readonly text: string; readonly target: string }

export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly text: readonly Inline[] }
  | { readonly kind: 'paragraph'; readonly text: readonly Inline[] }
  | { readonly kind: 'list'; readonly isOrdered: boolean; readonly items: readonly (readonly Inline[])[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'picture'; readonly text: string; readonly target: string }

const FENCE = '```'
const HEADING = /^(#{1,3}) (.+)$/
const ITEM = /^(-|\d+\.) (.*)$/
const PICTURE = /^!\[([^\]]*)\]\(([^)\s]+)\)$/
const MARKED = /`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\(([^)\s]+)\)/g

/** Reads a whole text. Blocks are separated by empty lines; code stands between fences. */
export function parseMarkdown(source: string): Block[] {
  const lines = source.replaceAll('\r\n', '\n').split('\n')
  const blocks: Block[] = []
  for (let at = 0; at < lines.length; ) {
    const end = blockEnd(lines, at)
    const block = toBlock(lines.slice(at, end))
    if (block !== null) blocks.push(block)
    at = end
  }
  return blocks
}

/** Line behind the block that begins at `at`: the closing fence, or the next empty line. */
function blockEnd(lines: readonly string[], at: number): number {
  if (lines[at]?.trim() === '') return at + 1
  const isCode = lines[at]?.startsWith(FENCE) === true
  const next = lines.findIndex((line, index) => index > at && (isCode ? line.startsWith(FENCE) : line.trim() === '' || line.startsWith(FENCE)))
  if (next < 0) return lines.length
  return isCode ? next + 1 : next
}

function toBlock(lines: readonly string[]): Block | null {
  const [first = ''] = lines
  if (first.startsWith(FENCE)) return { kind: 'code', text: lines.slice(1, -1).join('\n') }
  if (first.trim() === '') return null
  const heading = HEADING.exec(first)
  if (heading !== null) return { kind: 'heading', level: heading[1]?.length ?? 1, text: parseInline(heading[2] ?? '') }
  const picture = PICTURE.exec(first)
  if (picture !== null) return { kind: 'picture', text: picture[1] ?? '', target: picture[2] ?? '' }
  const item = ITEM.exec(first)
  if (item !== null) return { kind: 'list', isOrdered: item[1] !== '-', items: listItems(lines).map(parseInline) }
  return { kind: 'paragraph', text: parseInline(lines.join(' ')) }
}

/** Items of a list; an indented line goes on with the item before it. */
function listItems(lines: readonly string[]): string[] {
  const items: string[] = []
  for (const line of lines) {
    const item = ITEM.exec(line)
    if (item !== null) items.push(item[2] ?? '')
    else items.push(`${items.pop() ?? ''} ${line.trim()}`)
  }
  return items
}

function parseInline(text: string): Inline[] {
  const parts: Inline[] = []
  const plain = (from: number, to: number): void => {
    if (to > from) parts.push({ kind: 'text', text: text.slice(from, to) })
  }
  let at = 0
  for (const match of text.matchAll(MARKED)) {
    plain(at, match.index)
    const [whole, code, strong, label, target] = match
    if (code !== undefined) parts.push({ kind: 'code', text: code })
    else if (strong !== undefined) parts.push({ kind: 'strong', text: strong })
    else parts.push({ kind: 'link', text: label ?? '', target: target ?? '' })
    at = match.index + whole.length
  }
  plain(at, text.length)
  return parts
}
