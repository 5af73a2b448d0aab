/** Finds words for the user that stand in a source of the window instead of in its catalogue. */
import ts from 'typescript'
import { parse } from 'vue/compiler-sfc'

/** Attributes that are read out or shown. */
const SHOWN = new Set(['title', 'aria-label', 'placeholder', 'alt', 'label'])
/** Two words in a row, or one that begins like a sentence. */
const PROSE = /[A-Za-z]{2,} [A-Za-z]|^[A-Z][a-z]+(?![\w./-])/

/** Properties whose value is shown, and lists of what heads a table: there a single word is one for the user, unless it is a term of the kernel's or of a tool. */
const SHOWN_PROPERTIES = new Set(['title', 'label', 'noun', 'note', 'formatter', 'hint', 'message'])
const SHOWN_LISTS = new Set(['columns', 'header'])
const TERMS = new Set(['allocstall', 'pgsteal_anon', 'pgsteal_file', 'pgscan', 'kswapd', 'kcompressd', 'app', 'adb', 'trace-cmd (root)', 'device.json'])

/** Every such text of a component or a script, as it is written; of a template string the part before its first value. */
export function wordsOutside(path: string, source: string): string[] {
  if (!path.endsWith('.vue')) return proseIn(source)
  const { descriptor } = parse(source)
  return [...proseIn(descriptor.scriptSetup?.content ?? ''), ...(descriptor.template?.ast === undefined ? [] : inTemplate(descriptor.template.ast.children as readonly TemplateNode[]))]
}

/** What is used of the nodes of Vue's template parser. */
interface TemplateNode {
  readonly type: number
  readonly content?: string | { readonly content: string }
  readonly children?: readonly TemplateNode[]
  readonly props?: readonly { readonly type: number; readonly name: string; readonly value?: { readonly content: string }; readonly arg?: { readonly content?: string }; readonly exp?: { readonly content?: string } }[]
}
const TEXT = 2
const INTERPOLATION = 5
const DIRECTIVE = 7

function inTemplate(nodes: readonly TemplateNode[]): string[] {
  return nodes.flatMap((node): string[] => {
    if (node.type === TEXT && typeof node.content === 'string') return /[A-Za-z]/.test(node.content) && node.content.trim() !== 'Reclaimscope' ? [node.content.trim()] : []
    if (node.type === INTERPOLATION && typeof node.content === 'object') return proseIn(`(${node.content.content})`)
    return [...(node.props ?? []).flatMap(inAttribute), ...inTemplate(node.children ?? [])]
  })
}

function inAttribute({ type, name, value, arg, exp }: NonNullable<TemplateNode['props']>[number]): string[] {
  if (type !== DIRECTIVE) return SHOWN.has(name) && /[A-Za-z]/.test(value?.content ?? '') ? [value?.content ?? ''] : []
  return name === 'bind' && SHOWN.has(arg?.content ?? '') ? proseIn(`(${exp?.content ?? ''})`) : []
}

function proseIn(code: string): string[] {
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node) || isCatalogueKey(node) || isForProgrammers(node) || isCompared(node)) return
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node)) {
      if (PROSE.test(node.text) || isShownWord(node)) found.push(node.text)
    }
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile('source.ts', code, ts.ScriptTarget.Latest, true))
  return found
}

function isShownWord(node: ts.Node): boolean {
  if (!ts.isStringLiteralLike(node) || !/[a-z]{2}/.test(node.text) || TERMS.has(node.text)) return false
  const { parent } = node
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node && SHOWN_PROPERTIES.has(parent.name.getText())
  const list = ts.isArrayLiteralExpression(parent) ? parent.parent : null
  return list !== null && (ts.isPropertyAssignment(list) || ts.isVariableDeclaration(list)) && SHOWN_LISTS.has(list.name.getText())
}

/** `t('area.name')`: the fillings are still looked at. */
function isCatalogueKey(node: ts.Node): boolean {
  return ts.isStringLiteralLike(node) && ts.isCallExpression(node.parent) && node.parent.expression.getText() === 't'
}

/** A text that something is compared with names a key or a kind. */
function isCompared(node: ts.Node): boolean {
  if (!ts.isStringLiteralLike(node)) return false
  const { parent } = node
  return ts.isCaseClause(parent) || (ts.isBinaryExpression(parent) && /^[!=]==$/.test(parent.operatorToken.getText())) || (ts.isPropertyAssignment(parent) && parent.name === node)
}

/** What a thrown error says is a fault of the program, never a message. */
function isForProgrammers(node: ts.Node): boolean {
  return ts.isNewExpression(node) && /Error$/.test(node.expression.getText())
}
