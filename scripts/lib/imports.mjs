/** Finds the imports of a TypeScript or Vue file with the TypeScript scanner, so that strings and comments do not count. */
import ts from 'typescript'

/**
 * @typedef {{ specifier: string, line: number }} ImportReference
 */

/** Blanks everything of a Vue file outside its script blocks, so that line numbers stay. */
function scriptOfVueFile(text) {
  const kept = text.replace(/[^\n]/g, ' ').split('')
  for (const match of text.matchAll(/<script\b[^>]*>([\s\S]*?)<\/script>/g)) {
    const start = match.index + match[0].indexOf('>') + 1
    for (let at = start; at < start + match[1].length; at += 1) kept[at] = text[at]
  }
  return kept.join('')
}

/** Argument of `import('…')`, `require('…')`, `vi.mock` excluded; or null. */
function calledSpecifier(node) {
  if (!ts.isCallExpression(node)) return null
  const isImport = node.expression.kind === ts.SyntaxKind.ImportKeyword
  const isRequire = ts.isIdentifier(node.expression) && node.expression.text === 'require'
  if (!isImport && !isRequire) return null
  const [argument] = node.arguments
  return argument !== undefined && ts.isStringLiteralLike(argument) ? argument : null
}

/** String of an import, export-from, import type, import() or require(), or null. */
function specifierOf(node) {
  if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier !== undefined) return node.moduleSpecifier
  if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference)) return node.moduleReference.expression
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return node.argument.literal
  return calledSpecifier(node)
}

/**
 * Every import of a file, types included, in order of appearance.
 * @param {string} fileName decides how the text is read (`.vue` or TypeScript)
 * @param {string} text
 * @returns {ImportReference[]} lines count from 1
 */
export function findImports(fileName, text) {
  const code = fileName.endsWith('.vue') ? scriptOfVueFile(text) : text
  const source = ts.createSourceFile(`${fileName}.ts`, code, ts.ScriptTarget.Latest, true)
  const found = []
  const visit = (node) => {
    const literal = specifierOf(node)
    if (literal !== null) found.push({ specifier: literal.text, line: source.getLineAndCharacterOfPosition(literal.getStart(source)).line + 1 })
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}
