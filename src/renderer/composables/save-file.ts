/** Hands a file made in the page to the browser's own download. */

/** Starts a download of `content` under `name`. */
export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  document.body.append(link)
  link.click()
  link.remove()
  // The download has its own hold on the content once it has begun.
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

/** A file name from free text: letters, digits, dots and dashes. */
export function toFileName(text: string, extension: string): string {
  const stem = text.normalize('NFKD').replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[-.]+|-+$/g, '').slice(0, 80)
  return `${stem === '' ? 'chart' : stem}.${extension}`
}
