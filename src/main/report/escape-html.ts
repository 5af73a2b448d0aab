/** Foreign text in HTML and SVG. Everything that did not come from this program's own source goes through here. */

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Safe as text content and inside quoted attributes. Control characters, which HTML forbids, become `·`. */
export function escapeHtml(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/g, '·').replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}

/** Foreign text in its own direction, so that right-to-left characters in a name cannot reorder what stands around it. */
export function isolatedText(text: string): string {
  return `<bdi>${escapeHtml(text)}</bdi>`
}
