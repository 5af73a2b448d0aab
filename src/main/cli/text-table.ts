/** Tables of plain text. */

/** Columns padded to their widest cell; the first column to the left, the others to the right. No trailing blanks. */
export function textTable(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const row of rows) row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, widthOf(cell))))
  return rows.map((row) => `${row.map((cell, column) => pad(cell, widths[column] ?? 0, column > 0)).join('  ').trimEnd()}\n`).join('')
}

/** Terminal columns: code points, which is right for everything but double-width scripts. */
function widthOf(text: string): number {
  return [...text].length
}

function pad(text: string, width: number, isRight: boolean): string {
  const blanks = ' '.repeat(Math.max(0, width - widthOf(text)))
  return isRight ? blanks + text : text + blanks
}
